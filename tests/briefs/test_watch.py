"""Pages that come anew while somebody works: what is built again, what is shown, who is refused, and that all ends."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from random import Random

import pytest

from analysis.briefs import plan as plans
from analysis.briefs import watch
from analysis.briefs.publish import Built
from analysis.catalog import data_folder
from briefs.test_publish import files
from briefs.test_site import descendants, gone
from support.watched import PAGE, Watcher, command, said, save, watching

HTML = (
    '<html><head><meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; img-src data:">'
    "</head><body><p>here</p></body></html>"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[watch.Server]:
    out = tmp_path / "out"
    (out / ".staging").mkdir(parents=True)
    (out / "a").mkdir()
    for name in ("index.html", "a/page.html", ".staging/0", "../secret.txt"):
        (out / name).write_text(HTML)
    (out / "link.html").symlink_to(tmp_path / "secret.txt")
    (out / "a/data.csv").write_text("x\n1\n")
    with watch.Server(out) as served:
        yield served


def ask(server: watch.Server, path: str, host: str | None = None, method: str = "GET") -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    try:
        connection.request(method, path, headers={} if host is None else {"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


class TestServer:
    def test_a_page_with_a_script_more_which_its_policy_lets_run(self, server: watch.Server) -> None:
        status, html = ask(server, f"/{server.token}/a/page.html")
        assert (status, html.count("<script>")) == (200, 1)
        script = html.partition("<script>")[2].partition("</script>")[0]
        (policy,) = re.findall(r'content="([^"]*)"', html)
        assert policy.replace("&#x27;", "'") == (
            f"default-src 'none'; img-src data:; script-src  {watch.render.digest(script)}; connect-src 'self'"
        )
        assert (server.out / "a/page.html").read_text() == HTML
        assert ask(server, f"/{server.token}/")[0] == 200
        assert ask(server, f"/{server.token}/", f"localhost:{server.server_port}")[0] == 200
        assert ask(server, f"/{server.token}/a/data.csv") == (200, "x\n1\n")

    @pytest.mark.parametrize(
        "host", ["evil.example", "127.0.0.1", "evil.example:{port}", "127.0.0.1.evil.example:{port}", ""]
    )
    def test_another_name_of_this_machine_is_refused(self, server: watch.Server, host: str) -> None:
        """A page elsewhere whose name leads here (DNS rebinding) sees nothing, even with the token."""
        assert ask(server, f"/{server.token}/a/page.html", host.format(port=server.server_port)) == (403, "")

    @pytest.mark.parametrize(
        "path", ["/", "/a/page.html", "/{short}/a/page.html", "/{token}x/a/page.html", "//a/page.html", "/%C3%A9/a"]
    )
    def test_who_does_not_know_the_token_is_refused(self, server: watch.Server, path: str) -> None:
        assert ask(server, path.format(token=server.token, short=server.token[:-1])) == (403, "")

    @pytest.mark.parametrize(
        "place",
        [
            *("../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "a/../../secret.txt", "a/..%5c..%5csecret.txt"),
            *("link.html", ".staging/0", "a", "a/", "nothing.html", "%00", "/etc/passwd", "//etc/passwd"),
        ],
    )
    def test_nothing_but_outputs_is_given_out(self, server: watch.Server, place: str) -> None:
        assert ask(server, f"/{server.token}/{place}") == (404, "")

    def test_nothing_is_taken(self, server: watch.Server) -> None:
        assert ask(server, f"/{server.token}/a/page.html", method="POST")[0] == 501

    def test_who_asks_is_told_of_a_change_and_of_nothing_else(
        self, server: watch.Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = f"/{server.token}/a/page.html"
        (asks,) = re.findall(r'fetch\("([^"]*)"', ask(server, page)[1])
        monkeypatch.setattr(watch, "_PATIENCE", 0.05)
        assert ask(server, page + asks) == (204, "")
        server.refuse("data/x: broken <b>")
        assert ask(server, page + asks) == (200, "")
        html = ask(server, page)[1]
        assert "data/x: broken &lt;b&gt;" in html
        assert 'href="?good"' in html
        assert "<p>here</p>" in ask(server, f"{page}?good")[1]
        server.refuse("")
        assert ask(server, page + asks) == (204, "")


def test_what_is_a_change(tmp_path: Path) -> None:
    folder, out = tmp_path / "data", tmp_path / "data/out"
    for place in (folder / ".sources", folder / "x", out):
        place.mkdir(parents=True)
    changes = watch._changes({folder}, out)
    time.sleep(0.3)
    for name in (".sources/a.csv", "x/.b.ipynb", "out/c.csv", "x/d.txt"):
        (folder / name).write_text("1")
    time.sleep(0.5)
    assert changes.empty()
    (folder / "x/amounts.csv").write_text("1")
    assert changes.get(timeout=10) is None


def test_ctrl_c_that_another_thread_takes_ends_it(server: watch.Server, tmp_path: Path) -> None:
    def strike() -> None:
        time.sleep(0.3)
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)  # the system may give it to any thread
        time.sleep(5)  # the thread that waits is not woken by this one's end

    plan = plans.make(["322-2026"], data=data_folder(), names=["changes"], langs=["zh"])
    built = watch.builds(lambda: plan, lambda *_, **__: Built(tmp_path / "out"), fail, server)
    assert next(built)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background has it ignored
    try:
        threading.Thread(target=strike, daemon=True).start()
        with pytest.raises(KeyboardInterrupt):
            next(built)
    finally:
        signal.signal(signal.SIGINT, before)


def fail(*_: object, **__: object) -> Built:
    pytest.fail("nothing has changed")


class TestWatching:
    def test_pages_come_anew(self, tmp_path: Path) -> None:
        data = tmp_path / "data"
        shutil.copytree(data_folder() / "322-2026", data / "322-2026")
        save(tmp_path, said("one"))
        with watching(tmp_path, data=data) as watcher:
            watcher.until(lambda html: ">one<" in html)
            save(tmp_path, said("two"))
            watcher.until(lambda html: ">two<" in html)
            good = (tmp_path / "out" / PAGE).read_text()
            assert "sessionStorage" not in good

            save(tmp_path, "def deep():\n    return 1 / 0\ndeep()")
            failed = watcher.until(lambda html: "ZeroDivisionError" in html)
            assert "in deep" in failed  # with its traceback
            assert ">two<" in watcher.get(f"{PAGE}?good")[1]
            assert (tmp_path / "out" / PAGE).read_text() == good

            (tmp_path / "mine.ipynb").write_text("{")
            watcher.until(lambda html: "not a notebook that can be run" in html)
            save(tmp_path, "from analysis import load\nprint(load(disclosure).names.get('新'))")
            watcher.until(lambda html: "None" in html)
            with (data / "322-2026/names.csv").open("a", encoding="utf-8") as names:
                names.write("新,A new name\n")
            watcher.until(lambda html: "A new name" in html)
            ends(watcher, "SIGTERM", 143)

    @pytest.mark.parametrize(("way", "code"), [("SIGKILL", -9), pytest.param("SIGINT", 130, marks=pytest.mark.long)])
    def test_nothing_is_left_of_it(self, tmp_path: Path, way: str, code: int) -> None:
        save(tmp_path, "import time\ntime.sleep(60)")
        with watching(tmp_path) as watcher:
            started = time.monotonic()
            while len(descendants(watcher.process)) < 2 and time.monotonic() < started + 30:
                time.sleep(0.05)  # until there is a kernel
            ends(watcher, way, code)

    @pytest.mark.long  # a build alone is killed in `test_site`, and that nothing is left of a watcher is asked above
    @pytest.mark.parametrize("kills", [1, 100])
    def test_killed_at_any_moment_the_next_build_is_the_same(self, tmp_path: Path, kills: int) -> None:
        """All notebooks are watched, and saved while they are built."""
        notebooks = tmp_path / "notebooks"
        shutil.copytree(data_folder().parent / "notebooks", notebooks, ignore=shutil.ignore_patterns(".*"))
        build = [*command(tmp_path, "--quiet")]
        build[build.index("--notebook") : build.index("--lang")] = []
        build[build.index("--notebooks") + 1] = str(notebooks)
        out, random = tmp_path / "out", Random(kills)
        started = time.monotonic()
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        took, whole = time.monotonic() - started, files(out)
        changed = notebooks / "changes.ipynb"
        source = changed.read_text(encoding="utf-8")
        for _ in range(kills):
            process = subprocess.Popen([*build, "--watch", "--force"], stdout=subprocess.DEVNULL)
            try:
                time.sleep(took * random.random())
                changed.write_text(source + " " * random.randrange(1, 9), encoding="utf-8")
                time.sleep(0.5 * took * random.random())
                children = descendants(process)
            finally:
                process.kill()
                process.wait()
            assert gone(children)
        changed.write_text(source, encoding="utf-8")
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        assert files(out) == whole


def ends(watcher: Watcher, way: str, code: int) -> None:
    """It ends in that way, and all that it has started with it."""
    import signal

    children = descendants(watcher.process)
    assert children
    watcher.process.send_signal(getattr(signal, way))
    assert watcher.process.wait(10) == code
    assert gone(children)
