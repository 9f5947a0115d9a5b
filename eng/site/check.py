#!/usr/bin/env python3
"""Checks a built site: every link leads to a page and a place on it, headless Chromium complains of nothing, and the search finds what is
there.

usage: check.py DIR
"""
import functools
import html.parser
import http.server
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.parse

OPENED = [
    "index.html", "README.html", "docs/howto.html", "docs/methods/nad.html", "docs/results/summary.html", "api/Nad.Library.Erasure.html"]


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.places, self.links = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("id", "name") and value and tag != "meta":
                self.places.add(value)
            if name in ("href", "src") and value:
                self.links.append(value)


def wrong_links(root):
    pages = {p.resolve(): Page(p.read_text()) for p in root.rglob("*.html")}
    count = 0
    for path, page in sorted(pages.items()):
        for link in page.links:
            url = urllib.parse.urlsplit(link)
            if url.scheme or url.netloc:
                continue
            count += 1
            target = (path.parent / urllib.parse.unquote(url.path)).resolve() if url.path else path
            target = target / "index.html" if target.is_dir() else target
            here = path.relative_to(root.resolve())
            if not target.is_file():
                yield f"{here}: {link} leads to nothing"
            elif url.fragment and target in pages and urllib.parse.unquote(url.fragment) not in pages[target].places:
                yield f"{here}: {link} names no place on that page"
    print(f"site: {len(pages)} pages, {count} links within it")


def open_pages(root):
    browser = next((b for b in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if b), None)
    if browser is None:
        yield "there is no chromium; ./dev setup installs it"
        return

    found = threading.Event()

    class Server(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

        # The browser ends with the page's loading, which lasts as long as one picture of it.
        def do_GET(self):
            if self.path == "/wait":
                found.wait(60)
            elif self.path == "/found":
                found.set()
            else:
                super().do_GET()
                return
            self.send_error(404)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Server, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/"
    with tempfile.TemporaryDirectory() as profile:
        def run(page, *more):
            # Nothing but this server is reachable: a page that needs another place complains.
            return subprocess.run(
                [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync", f"--user-data-dir={profile}", "--enable-logging=stderr",
                 "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--window-size=1400,1000",
                 *more, base + page],
                capture_output=True, text=True, errors="replace", timeout=180, check=False)

        for page in OPENED:
            if not (root / page).is_file():
                yield f"{page} is missing"
                continue
            done = run(page, "--dump-dom")
            said = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
            yield from (f"{page}: the browser says {line}" for line in said)
            if "<main" not in done.stdout:
                yield f"{page}: the browser shows no page"
        # The search, as a reader uses it: from a frame, by typing.
        (root / "search-check.html").write_text(SEARCH)
        run("search-check.html", "--dump-dom")
        (root / "search-check.html").unlink()
        if not found.is_set():
            yield "the search for 'relapse' finds nothing"
        run("index.html", f"--screenshot={root.parent / 'index.png'}")
    server.shutdown()
    print(f"site: {len(OPENED)} pages opened in {pathlib.Path(browser).name}")


SEARCH = """<!DOCTYPE html><body><iframe src="index.html" width="1300" height="900"></iframe><img src="/wait"><script>
const timer = setInterval(() => {
  const page = document.querySelector('iframe').contentDocument, box = page && page.getElementById('search-query');
  if (!box || box.disabled) return;
  box.value = 'relapse';
  box.dispatchEvent(new Event('input', { bubbles: true }));
  const results = page.getElementById('search-results');
  if (results && results.querySelector('a[href*="relapse"]')) { clearInterval(timer); fetch('/found'); }
}, 250);
</script>"""


def main():
    root = pathlib.Path(sys.argv[1])
    wrong = [*wrong_links(root), *open_pages(root)]
    for line in wrong[:40]:
        print(line, file=sys.stderr)
    if wrong:
        print(f"site: {len(wrong)} wrong", file=sys.stderr)
        return 1
    print(f"site: nothing wrong; open {root}/index.html by a web server")
    return 0


if __name__ == "__main__":
    sys.exit(main())
