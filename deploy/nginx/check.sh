#!/bin/sh
# Tries toasoan.conf: nginx in front of two small stand-ins for nodes, on free loopback ports and in
# a throw-away folder. Needs nginx, openssl and python3; ends what it starts. Some 25 seconds.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
nginx=$(command -v nginx || echo /usr/sbin/nginx)
for tool in "$nginx" openssl python3; do
    command -v "$tool" >/dev/null || { echo "check.sh: $tool is needed" >&2; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
chmod 755 "$work"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=bao.test \
    -addext subjectAltName=DNS:bao.test,DNS:cong.test \
    -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null
cp -R "$here/toasoan" "$work/toasoan"
cp "$here/toasoan.conf" "$work/toasoan.conf"
NGINX_PROGRAM=$nginx WORK=$work python3 - <<'PYTHON'
import http.client, os, pathlib, re, signal, socket, ssl, subprocess, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

work, nginx = pathlib.Path(os.environ["WORK"]), os.environ["NGINX_PROGRAM"]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


plain, tls, one, two = (free_port() for _ in range(4))
withdrawn = set()          # addresses that answer 410
broken = set()             # nodes that hang up
seen = []                  # (node, method, path, headers)
open_connections = []


class Node(BaseHTTPRequestHandler):
    """Answers as a node does: ETag and max-age=0 for pages, no-store at the desk."""
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def setup(self):
        super().setup()
        open_connections.append(self.connection)

    def answer(self, status, headers, body=b""):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 304 and self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        path, headers = self.path, {k.lower(): v for k, v in self.headers.items()}
        seen.append((self.server.port, self.command, path, headers))
        length = int(headers.get("content-length") or 0)
        if "chunked" in headers.get("transfer-encoding", ""):
            while (size := int(self.rfile.readline(), 16)) > 0:
                self.rfile.read(size + 2)
            self.rfile.readline()
        while length > 0:
            length -= len(self.rfile.read(min(length, 65536)) or b"x" * length)
        if self.server.port in broken:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if path.startswith("/media/"):
            return self.answer(200, {"Cache-Control": "public, max-age=31536000, immutable"}, b"picture")
        if path == "/tai-nguyen/new.css":
            if self.server.port == one:
                return self.answer(404, {"Cache-Control": "no-cache"})
            return self.answer(200, {"Cache-Control": "public, max-age=31536000, immutable",
                                     "Vary": "Accept-Encoding"}, b"css")
        if path.startswith("/toa-soan") or "authorization" in headers or path == "/rieng":
            return self.answer(200, {"Cache-Control": "no-store", "Set-Cookie": "s=1"}, b"desk")
        if path in withdrawn:
            return self.answer(410, {"Cache-Control": "no-cache"}, b"gone")
        cookie = headers.get("cookie", "")
        reading = "chu" if "cach-doc=chu" in cookie else "anh"
        reading = ("english " if "tieng=en" in cookie else "") + reading
        tag = '"%s-%s"' % (reading.replace(" ", "-"), headers.get("accept-encoding", "") or "plain")
        common = {"ETag": tag, "Cache-Control": "public, max-age=0, must-revalidate",
                  "Vary": "Accept-Encoding, Cookie, Save-Data"}
        if headers.get("if-none-match") == tag:
            return self.answer(304, common)
        self.answer(200, common, ("page %s %s" % (headers["host"], reading)).encode())

    do_POST = do_PUT = do_HEAD = do_GET


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


servers = {}


def start(port):
    server = Server(("127.0.0.1", port), Node)
    server.port = port
    servers[port] = server
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()


def stop(port):
    servers[port].shutdown()
    servers[port].server_close()
    for connection in open_connections:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def edit(path, *pairs):
    text = path.read_text()
    for old, new in pairs:
        text = re.sub(old, new, text)
    path.write_text(text)


for file in [work / "toasoan.conf", *(work / "toasoan").glob("*.conf")]:
    edit(file, ("/etc/nginx/toasoan", str(work / "toasoan")),
         ("/var/cache/nginx", str(work / "cache")), ("/var/log/nginx", str(work)),
         (r"listen \[::\].*", ""), (r"listen 80\b", f"listen 127.0.0.1:{plain}"),
         (r"listen 443\b", f"listen 127.0.0.1:{tls}"), ("buffer=32k flush=5s", ""),
         (r"server_name bao.*", "server_name bao.test cong.test;"),
         (r"ssl_certificate .*", f"ssl_certificate {work}/certificate.pem;"),
         (r"ssl_certificate_key .*", f"ssl_certificate_key {work}/key.pem;"),
         ("10.0.0.11:8080", f"127.0.0.1:{one}"), ("10.0.0.12:8080", f"127.0.0.1:{two}"))
(work / "cache").mkdir()
user = "user root;" if os.geteuid() == 0 else ""
temp = "".join(f"{kind}_temp_path {work}/{kind};" for kind in
               ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
(work / "nginx.conf").write_text(
    f"{user} worker_processes 1; pid {work}/pid; error_log {work}/error.log warn; daemon off;"
    f"events {{ worker_connections 512; }} http {{ {temp} include {work}/toasoan.conf; }}")
command = [nginx, "-p", str(work), "-e", f"{work}/error.log", "-c", f"{work}/nginx.conf"]
done = subprocess.run([*command, "-t"], capture_output=True, text=True)
print(done.stderr.strip().splitlines()[-1] if done.stderr else "")
if done.returncode:
    sys.exit(done.stderr)

failed = []


def check(what, fine):
    print(("ok    " if fine else "FAULT ") + what)
    if not fine:
        failed.append(what)


context = ssl.create_default_context(cafile=str(work / "certificate.pem"))


class Connection(http.client.HTTPSConnection):
    """Names the site in TLS, and goes to the loopback address."""
    def connect(self):
        self.sock = context.wrap_socket(socket.create_connection(("127.0.0.1", tls), 20),
                                        server_hostname=self.host)


def ask(path, host="bao.test", method="GET", body=None, **headers):
    connection = Connection(host, timeout=70)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body, headers=named)
    answer = connection.getresponse()
    answer.text = answer.read().decode()
    answer.cache = answer.getheader("X-Cache")
    connection.close()
    return answer


def asked(path, method="GET"):
    return [headers for _, m, p, headers in seen if p == path and m == method]


start(one)
start(two)
proxy = subprocess.Popen(command)
try:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", tls), 1).close()
            break
        except OSError:
            time.sleep(0.05)

    # TLS
    offer = ssl.create_default_context(cafile=str(work / "certificate.pem"))
    offer.set_alpn_protocols(["h2", "http/1.1"])
    with offer.wrap_socket(socket.create_connection(("127.0.0.1", tls)), server_hostname="bao.test") as s:
        check("HTTP/2 over TLS 1.3", s.selected_alpn_protocol() == "h2" and s.version() == "TLSv1.3")
    try:
        ask("/", host="khac.test")
        check("an unknown name is refused in TLS", False)
    except ssl.SSLError:
        check("an unknown name is refused in TLS", True)

    # Pages
    first, second = ask("/a"), ask("/a")
    check("a page is kept for a moment", (first.cache, second.cache) == ("MISS", "HIT"))
    check("browsers are still told to ask each time",
          second.getheader("Cache-Control") == "public, max-age=0, must-revalidate")
    time.sleep(2.1)
    third = ask("/a")
    check("after it, the ETag is asked for and the text comes from here",
          third.cache == "REVALIDATED" and third.text == first.text
          and "if-none-match" in asked("/a")[-1])
    check("a browser's ETag is answered with 304",
          ask("/a", If_None_Match=first.getheader("ETag")).status == 304)
    before = len(asked("/a"))
    person = ask("/a", Cookie="phien=bi-mat; other=1")
    check("a person's cookie makes no copy and reaches no page",
          person.cache in ("HIT", "REVALIDATED", "EXPIRED")
          and not any("phien" in h.get("cookie", "") for h in asked("/a")))
    text_first = ask("/a", Cookie="x=1; cach-doc=chu")
    saving = ask("/a", Save_Data="on")
    check("the choice of reading is a copy of its own, told by cookie or Save-Data",
          text_first.text.endswith("chu") and saving.text.endswith("chu") and saving.cache == "HIT")
    check("the cookie wins over Save-Data",
          ask("/a", Save_Data="on", Cookie="cach-doc=ca-anh").text.endswith("anh"))
    english, again = ask("/a", Cookie="x=1; tieng=en"), ask("/a", Cookie="tieng=en; phien=bi-mat")
    check("the chosen language is a copy of its own, the same for all who chose it",
          english.text.endswith("english anh") and again.cache == "HIT" and again.text == english.text)
    both = ask("/a", Cookie="tieng=en; cach-doc=chu")
    check("language and reading are chosen apart", both.text.endswith("english chu"))
    check("others see the site's language", ask("/a").text == first.text)
    made_up = [ask("/a", Cookie="tieng=" + tag) for tag in ("xx", "EN", "en-GB", "e" * 900)]
    check("a language that somebody made up makes no copy",
          all(one.text == first.text and one.cache != "MISS" for one in made_up))
    for sent, wanted in [("gzip, deflate, br, zstd", "br"), ("br;q=1.0, gzip;q=0.8", "br"),
                         ("gzip, deflate", "gzip"), ("br;q=0, gzip", "gzip"), ("gzip;q=0", ""),
                         ("identity", "")]:
        address = "/e" + str(abs(hash(sent)))
        ask(address, Accept_Encoding=sent)
        check(f"`{sent}` is `{wanted}` to a node",
              asked(address)[-1].get("accept-encoding", "") == wanted)
    check("hosts do not share pages", ask("/a", host="cong.test").text.startswith("page cong.test"))
    ask("/port", Host="bao.test:9999")
    check("a port made up by a client does not reach a page", asked("/port")[-1]["host"] == "bao.test")
    ask("/x", X_Forwarded_For="6.6.6.6", Forwarded="for=6.6.6.6")
    check("forwarding headers of a client are replaced",
          asked("/x")[-1]["x-forwarded-for"] == "127.0.0.1" and not asked("/x")[-1].get("forwarded")
          and asked("/x")[-1]["x-forwarded-proto"] == "https")
    ask("/rieng"), ask("/rieng")
    check("no-store is obeyed at readers' addresses too", len(asked("/rieng")) == 2)

    # Desk, API, forms
    a, b = ask("/toa-soan/bai/1", Cookie="phien=1"), ask("/toa-soan/bai/1", Cookie="phien=1")
    check("the desk is not kept, and gets its cookie",
          a.cache == b.cache == "NONE" and len(asked("/toa-soan/bai/1")) == 2
          and asked("/toa-soan/bai/1")[0]["cookie"] == "phien=1")
    for _ in range(2):
        ask("/api/v1/articles", Authorization="Bearer k")
    check("the API with a key is not kept", len(asked("/api/v1/articles")) == 2)
    ask("/api/v1/sections"), ask("/api/v1/sections")
    check("the API without one is, for a second", len(asked("/api/v1/sections")) == 1)
    for _ in range(2):
        ask("/luot-xem", method="POST", body=b"id=1")
    check("POST is never kept", len(asked("/luot-xem", "POST")) == 2)
    check("a body that is too large is refused", ask("/a", method="POST", body=b"x" * 6_000_000).status == 413)
    check("a picture of 30 MB reaches the desk",
          ask("/toa-soan/anh", method="POST", body=b"x" * 30_000_000).status == 200)

    # One node fails
    broken.add(one)
    results = [ask(f"/n{i}").status for i in range(8)]
    check("with one broken node every page comes", results == [200] * 8)
    time.sleep(6.5)
    broken.add(two)
    ask("/toa-soan/bai", method="POST", body=b"a=1")
    check("a POST is sent once only", len(asked("/toa-soan/bai", "POST")) == 1)
    broken.clear()
    time.sleep(6.5)
    results = [ask("/tai-nguyen/new.css").status for _ in range(3)]
    check("styles that only one node has are found", results == [200] * 3)

    # Files
    p, q = ask("/media/abc/640/a.webp"), ask("/media/abc/640/a.webp", host="cong.test")
    check("a picture is kept, once for all sites",
          (p.cache, q.cache) == ("MISS", "HIT") and len(asked("/media/abc/640/a.webp")) == 1)

    # A withdrawal, then all nodes away
    check("before", ask("/rut.html").status == 200)
    withdrawn.add("/rut.html")
    time.sleep(2.1)
    check("a withdrawn article is gone after two seconds", ask("/rut.html").status == 410)
    stop(one), stop(two)
    time.sleep(2.1)
    stale = ask("/a")
    check("the last page is shown while all nodes are away",
          stale.status == 200 and stale.cache == "STALE" and stale.text == first.text)
    check("a withdrawn article stays gone", ask("/rut.html").status == 410)
    check("pictures are still there", ask("/media/abc/640/a.webp").cache == "HIT")
    never = ask("/chua-doc")
    check("an address that nobody has read answers 503 in Vietnamese and says when to come again",
          never.status == 503 and never.getheader("Retry-After") == "10"
          and "tạm thời chưa mở được" in never.text)
    check("the desk answers 503", ask("/toa-soan").status == 503)
    start(one), start(two)
    time.sleep(6.5)
    check("when they are back, pages are new again", ask("/a").cache in ("REVALIDATED", "EXPIRED"))

    # The copies are deleted by hand, as the runbook says
    ask("/a")
    for file in (work / "cache" / "toasoan-pages").rglob("*"):
        if file.is_file():
            file.unlink()
    fresh = ask("/a")
    check("deleted copies are fetched anew", fresh.status == 200 and fresh.cache == "MISS")

    # Somebody slow
    with socket.create_connection(("127.0.0.1", plain), 20) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: bao.test\r\n")
        begun = time.time()
        slow.settimeout(20)
        try:
            while slow.recv(1024):
                pass
        except ConnectionResetError:
            pass
        check("a header that never ends is cut off", time.time() - begun < 12)
finally:
    proxy.send_signal(signal.SIGQUIT)
    try:
        proxy.wait(5)
    except subprocess.TimeoutExpired:
        proxy.kill()
print(f"{len(failed)} faults" if failed else "all fine")
sys.exit(1 if failed else 0)
PYTHON
