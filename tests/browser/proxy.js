// A network that can be broken on purpose: between browser and server, with a seeded dice.

import { createServer, request } from "node:http";

/** The requests of an open article's page, which are the ones that must survive anything; pages
 * and styles come through unharmed, or there would be nothing to test on. */
const OPEN_PAGE = /^\/toa-soan\/(bai\/\d+\/|toi$)/;

export async function brokenNetwork(seed, target) {
  let dice = seed;
  const roll = () => {
    dice = (dice * 1_103_515_245 + 12_345) % 2_147_483_648;
    return dice / 2_147_483_648;
  };
  const net = { delay: 0, fail: 0, cut: false, loseAnswer: null, lost: 0, tries: 0, failed: 0 };
  const server = createServer((asked, answer) => {
    const ours = OPEN_PAGE.test(asked.url) && asked.headers["sec-fetch-dest"] === "empty";
    if (ours) net.tries += 1;
    const breaks = ours && roll() < net.fail;
    if (net.cut || (breaks && roll() < 0.5)) {
      net.failed += 1;
      asked.socket.destroy();
      return;
    }
    const onward = () => {
      const passed = request({ ...target(), method: asked.method, path: asked.url, headers: asked.headers }, (back) => {
        // The server has done it; the browser never hears of it.
        const lose = ours && net.loseAnswer?.(asked);
        if (net.cut || breaks || lose) {
          net.failed += 1;
          if (lose) net.lost += 1;
          back.resume();
          back.on("end", () => asked.socket.destroy());
          return;
        }
        answer.writeHead(back.statusCode, back.headers);
        back.pipe(answer);
      });
      passed.on("error", () => asked.socket.destroy());
      asked.on("error", () => passed.destroy());
      asked.pipe(passed);
    };
    if (ours && net.delay) setTimeout(onward, net.delay);
    else onward();
  });
  server.on("clientError", (_, socket) => socket.destroy());
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  net.port = server.address().port;
  net.stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return net;
}
