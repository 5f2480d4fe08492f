// Stands before the S3 server and fails as often as a file says: some requests are answered with
// 503, some are cut off. `node flaky.js ADDRESS PORT TO_PORT RATE_FILE`

import { readFileSync } from "node:fs";
import http from "node:http";

const [address, port, to, file] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true });
let at = 0;

/** Falls evenly, so that a run is like the one before it. */
function fails() {
  let rate = 0;
  try {
    rate = Number(readFileSync(file, "utf8"));
  } catch {
    return false;
  }
  at = (at * 16_807 + 11) % 2_147_483_647;
  return (at % 1_000) / 1_000 < rate;
}

http.createServer((request, response) => {
  if (fails()) {
    if (at % 2) return void request.socket.destroy();
    response.writeHead(503, { "Content-Type": "application/xml" });
    return void response.end("<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>");
  }
  const onward = http.request({ host: address, port: to, method: request.method, path: request.url, headers: request.headers, agent }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  request.pipe(onward);
}).listen(Number(port), address);
