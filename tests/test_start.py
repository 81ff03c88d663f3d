"""start.py's decisions and what it says when something is wrong, without installing anything."""

import ast
import json
import os
import re
import site
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

import start

SOURCE = Path(start.__file__)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An unpacked kit of its own: start.py works on it, not on the real one."""
    root = tmp_path / "kit with spaces - käsekit"
    env = root / ".venv"
    for name in start.NEEDED:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("pandas==3.0.0\n")
    places = {"ROOT": root, "ENV": env}
    places |= {"LAB_LOCK": root / "requirements.lock", "TEST_LOCK": root / "requirements-test.lock"}
    places |= {"LAB_STAMP": env / "kit-lab-stamp", "TEST_STAMP": env / "kit-test-stamp"}
    places |= {"LOG": root / ".kit-setup.log", "BUSY": root / ".kit-setup.busy"}
    places |= {"PYTHON": env / start.PYTHON.relative_to(start.ENV)}
    for name, path in places.items():
        monkeypatch.setattr(start, name, path)
    return root


@pytest.fixture
def programs(monkeypatch):
    """Record what would be run. A test says which commands fail, and with which words."""

    class Programs(list):
        fail = staticmethod(lambda command: None)

        def run(self, command, count=0):
            self.append(command)
            words = self.fail(command)
            start.LOG_LINES[:] = [words or ""]
            return 0 if words is None else 1

    recorded = Programs()
    monkeypatch.setattr(start, "run_logged", recorded.run)
    monkeypatch.setattr(start, "works", lambda command: recorded.run(command) == 0)
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    return recorded


def make_ready(tests=False):
    start.PYTHON.parent.mkdir(parents=True, exist_ok=True)
    start.PYTHON.write_text("")
    start.stamp(start.LAB_STAMP, start.LAB_LOCK)
    if tests:
        start.stamp(start.TEST_STAMP, start.LAB_LOCK, start.TEST_LOCK)


def refusal(function, *arguments, **options):
    with pytest.raises(start.Trouble) as caught:
        function(*arguments, **options)
    text = str(caught.value)
    assert "What to do:" in text
    return " ".join(text.split())


# The file itself -------------------------------------------------------------------------------


def test_an_old_python_can_read_it():
    """Else a teacher with one sees a SyntaxError, and not what to do."""
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_every_console_can_print_it():
    assert SOURCE.read_text(encoding="utf-8").isascii()


def test_it_needs_nothing_but_python():
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names


# The command line ------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"], ["help"]])
def test_without_a_command_it_says_how_to_use_it(arguments, capsys):
    assert start.main(arguments) == 0
    assert "python3 start.py lab" in capsys.readouterr().out


def test_an_unknown_command_is_named(capsys):
    assert start.main(["labs"]) == 2
    printed = capsys.readouterr().out
    assert 'start.py does not know "labs".' in printed
    assert "python3 start.py lab," in printed


def test_what_follows_a_command_is_passed_on(monkeypatch):
    monkeypatch.setitem(start.COMMANDS, "lab", lambda extra: extra)
    assert start.main(["lab", "--no-browser", "--port=9"]) == ["--no-browser", "--port=9"]


def test_an_old_python_is_told_so_before_anything_else(monkeypatch, capsys):
    monkeypatch.setattr(start, "OLDEST", (99, 0))
    monkeypatch.setitem(start.COMMANDS, "lab", lambda extra: pytest.fail("went on"))
    assert start.main(["lab"]) == 2
    assert "needs Python 99.0 or newer" in capsys.readouterr().out


def test_ctrl_c_is_no_fault(monkeypatch, capsys):
    def interrupted(extra):
        raise KeyboardInterrupt

    monkeypatch.setitem(start.COMMANDS, "lab", interrupted)
    assert start.main(["lab"]) == 130
    assert "Nothing is broken" in capsys.readouterr().out


def test_a_real_run_refuses_without_a_traceback(tmp_path):
    """From inside a ZIP file, Windows starts a lonely copy of start.py."""
    (tmp_path / "start.py").write_bytes(SOURCE.read_bytes())
    for command in ("lab", "test"):
        run = [sys.executable, "start.py", command]
        done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert "requirements.lock should be in the folder of start.py" in done.stdout
        assert done.stderr == ""


# What must be true first -----------------------------------------------------------------------


@pytest.mark.parametrize("version", [(3, 6, 9), (3, 10, 14)])
def test_python_too_old(version):
    text = refusal(start.check_python, version)
    assert f"this is Python 3.{version[1]}." in text
    assert "python.org" in text


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 2), (4, 0, 0)])
def test_python_new_enough(version):
    start.check_python(version, is_64bit=True)


def test_python_with_32_bits():
    assert "32-bit" in refusal(start.check_python, (3, 12, 0), is_64bit=False)


@pytest.mark.parametrize("name", start.NEEDED)
def test_a_kit_not_wholly_unpacked(home, name):
    start.check_folder()
    (home / name).unlink()
    assert f"{name} should be" in refusal(start.check_folder)


def test_a_folder_python_cannot_work_in(home):
    odd = home / f"a{os.pathsep}b"
    for name in start.NEEDED:
        (odd / name).parent.mkdir(parents=True, exist_ok=True)
        (odd / name).touch()
    assert "Rename the folder" in refusal(start.check_folder, odd)


def test_a_path_too_long_for_windows(home, monkeypatch):
    monkeypatch.setattr(start, "WINDOWS_ROOM", len(str(home)) - 1)
    assert "too deep" in refusal(start.check_folder, windows=True)
    start.check_folder(windows=False)
    monkeypatch.setattr(start, "long_paths_allowed", lambda: True)
    start.check_folder(windows=True)


def test_long_paths_are_not_taken_for_granted():
    assert start.long_paths_allowed() in (True, False)


def test_a_full_disk(home, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(start.shutil, "disk_usage", lambda path: usage(0, 0, 300 * 10**6))
    text = refusal(start.check_space, 1000)
    assert "300 MB are free" in text
    assert "1000 MB are needed" in text
    start.check_space(300)


def test_a_folder_that_cannot_be_written(home, monkeypatch):
    start.check_writable()
    assert not list(home.glob(".kit-setup*"))
    monkeypatch.setattr(start, "ROOT", home / "nowhere")
    assert "cannot be written to" in refusal(start.check_writable)


# When .venv counts as ready --------------------------------------------------------------------


def test_a_finished_environment_is_used_as_it_is(home, programs):
    make_ready(tests=True)
    start.set_up()
    start.set_up(tests=True)
    assert programs == []


def test_the_tests_have_a_stamp_of_their_own(home):
    make_ready()
    assert start.lab_is_ready()
    assert not start.tests_are_ready()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: start.LAB_LOCK.write_text("pandas==3.1.0\n"),
        lambda: start.LAB_STAMP.write_text("half"),
        lambda: start.LAB_STAMP.write_bytes(b"\xff\xfe"),
        lambda: start.LAB_STAMP.unlink(),
        lambda: start.PYTHON.unlink(),
    ],
)
def test_what_makes_an_environment_stale(home, spoil):
    make_ready(tests=True)
    spoil()
    assert not start.lab_is_ready()
    assert not start.tests_are_ready()


def test_a_new_test_lock_leaves_the_lab_alone(home):
    make_ready(tests=True)
    start.TEST_LOCK.write_text("ruff==1\n")
    assert start.lab_is_ready()
    assert not start.tests_are_ready()


def test_another_python_makes_it_stale(home, monkeypatch):
    make_ready()
    monkeypatch.setattr(start.sys, "base_prefix", "/elsewhere")
    assert not start.lab_is_ready()


# Setting up ------------------------------------------------------------------------------------


@pytest.fixture
def steps(home, monkeypatch):
    """Record the steps of a set-up; what `stop["at"]` names is interrupted."""
    done = []

    def step(name):
        def run(*arguments):
            done.append(" ".join([name, *(a.name for a in arguments)]))
            if done[-1] == stop.get("at"):
                raise KeyboardInterrupt
            if name == "make_environment":
                start.clear_environment()
                start.PYTHON.parent.mkdir(parents=True)
                start.PYTHON.write_text("")

        return run

    stop = {}
    for name in ("make_environment", "install", "make_kit_importable", "silence_news"):
        monkeypatch.setattr(start, name, step(name))
    monkeypatch.setattr(start, "check_space", lambda needed: None)
    return done, stop


@pytest.mark.parametrize("name", start.BESIDE)
def test_what_would_change_the_lab_has_an_environment_of_its_own(home, monkeypatch, name):
    """Made once, from its own lock, and made again when that changes; what the lessons run on stays as it is."""
    done = []

    def make(env):
        start.clear_environment(env)
        (env / start.INSIDE).parent.mkdir(parents=True)
        (env / start.INSIDE).write_text("")
        done.append(env.name)

    monkeypatch.setattr(start, "make_environment", make)
    monkeypatch.setattr(start, "install", lambda lock, python: done.append((lock.name, python)))
    monkeypatch.setattr(start, "check_space", lambda needed: None)
    make_ready(tests=True)
    lock = home / f"requirements-{name}.lock"
    lock.write_text("something==0.9.6\n")
    python = home / f".venv-{name}" / start.INSIDE
    assert start.set_up_beside(name) == start.set_up_beside(name) == python
    assert done == [f".venv-{name}", (lock.name, python)]
    lock.write_text("something==0.9.7\n")
    start.set_up_beside(name)
    assert len(done) == 4
    assert start.tests_are_ready()


def test_what_is_made_beside_the_lab_is_installed_there(home, programs, monkeypatch):
    """Both ways of installing are told which environment is meant."""
    env, lock = home / ".venv-nbgrader", home / "requirements-nbgrader.lock"
    lock.write_text("nbgrader==0.9.6\n")
    there = env / start.INSIDE
    start.make_environment(env)
    start.install(lock, there)
    assert programs[0][-1] == str(env)
    assert programs[-1][0] == str(there)
    programs.fail = lambda command: "broken" if command[0] == "/bin/uv" and "install" in command else None
    monkeypatch.setattr(start.shutil, "which", lambda name: "/bin/uv")
    start.install(lock, there)
    (uv,) = [command for command in programs if command[0] == "/bin/uv"]
    assert uv[uv.index("--python") + 1] == str(there)
    assert programs[-1][0] == str(there)
    assert not any(str(start.PYTHON) in command for command in programs)


@pytest.mark.parametrize("name", start.BESIDE)
def test_a_class_bundle_has_nothing_beside_the_lab(home, name):
    """It is told so, and nothing is made."""
    assert f"requirements-{name}.lock is not here" in refusal(lambda: start.set_up_beside(name))
    assert not (home / f".venv-{name}").exists()


LAB_STEPS = ["make_environment", "install requirements.lock", "make_kit_importable", "silence_news"]


def test_the_steps_of_a_set_up(steps):
    done, _ = steps
    start.set_up()
    assert done == LAB_STEPS
    start.set_up(tests=True)
    assert done == [*LAB_STEPS, "install requirements-test.lock"]


@pytest.mark.parametrize("where", LAB_STEPS)
def test_an_interrupted_set_up_is_made_again(steps, where):
    done, stop = steps
    make_ready()
    start.LAB_LOCK.write_text("pandas==3.1.0\n")  # an update, during which the power fails
    stop["at"] = where
    with pytest.raises(KeyboardInterrupt):
        start.set_up()
    assert not start.lab_is_ready()
    stop.clear()
    done.clear()
    start.set_up()
    assert done == LAB_STEPS
    assert start.lab_is_ready()


def test_interrupted_while_it_fetches_for_the_tests(steps):
    _, stop = steps
    stop["at"] = "install requirements-test.lock"
    with pytest.raises(KeyboardInterrupt):
        start.set_up(tests=True)
    assert start.lab_is_ready()
    assert not start.tests_are_ready()


def test_one_set_up_at_a_time(home):
    def taken():
        with start.BUSY.open("w") as other:
            return not start.take_lock(other)

    with start.one_at_a_time():
        assert taken()
    assert not taken()


def test_the_stamps_go_first(home, monkeypatch):
    """An environment whose removal fails half-way must not pass for ready."""
    make_ready(tests=True)

    def in_use(path):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(start.shutil, "rmtree", in_use)
    text = refusal(start.clear_environment)
    assert "Close every JupyterLab" in text
    assert not start.lab_is_ready()


def test_something_else_called_venv_is_removed(home):
    start.ENV.write_text("a file")
    start.clear_environment()
    assert not start.ENV.exists()
    start.clear_environment()


def test_venv_without_uv(home, programs):
    start.make_environment()
    assert programs == [[sys.executable, "-m", "venv", str(start.ENV)]]


def test_uv_where_it_is(home, programs, monkeypatch):
    monkeypatch.setattr(start.shutil, "which", lambda name: "/bin/uv" if name == "uv" else None)
    start.make_environment()
    start.install(start.LAB_LOCK)
    assert {command[0] for command in programs} == {"/bin/uv"}
    assert [command[3] for command in programs] == ["venv", "pip"]
    assert not Path(programs[1][2]).is_relative_to(home), "uv would apply the kit's [tool.uv]"


def test_an_uv_that_fails_is_replaced(home, programs, monkeypatch):
    monkeypatch.setattr(start.shutil, "which", lambda name: "/bin/uv" if name == "uv" else None)
    programs.fail = lambda command: "unknown option" if command[0] == "/bin/uv" else None
    start.make_environment()
    start.install(start.LAB_LOCK)
    assert programs[1] == [sys.executable, "-m", "venv", str(start.ENV)]
    assert programs[-1][:4] == [str(start.PYTHON), "-m", "pip", "install"]


def test_a_debian_python_without_ensurepip(home, programs):
    programs.fail = lambda c: "no ensurepip" if c[1:3] == ["-m", "venv"] and len(c) == 4 else None
    start.make_environment()
    assert programs[-1] == [sys.executable, "-m", "venv", "--without-pip", str(start.ENV)]


def test_its_own_pip_works_on_an_environment_without_one(home, programs):
    programs.fail = lambda c: "no pip" if c[0] == str(start.PYTHON) else None
    start.install(start.LAB_LOCK)
    pip = [sys.executable, "-m", "pip", "--python", str(start.PYTHON), "install"]
    assert programs[-1][: len(pip)] == pip


def test_only_what_the_lock_says_is_installed(home, programs):
    start.install(start.LAB_LOCK)
    for option in ("--no-deps", "--require-hashes", "--only-binary", "--no-user", "--no-input"):
        assert option in programs[-1]


@pytest.mark.parametrize("step", [start.make_environment, start.find_pip])
def test_a_python_that_cannot_install(home, programs, step):
    programs.fail = lambda command: "No module named venv"
    text = refusal(step)
    assert "sudo apt install python3." in text
    assert "python.org" in text


def test_the_environment_cannot_renew_itself(home, programs, monkeypatch):
    monkeypatch.setattr(start.sys, "prefix", str(start.ENV))
    assert "deactivate" in refusal(start.make_environment)


def test_the_kit_is_importable_from_wherever_it_lies(home):
    packages = Path(start.sysconfig.get_path("purelib", "venv", {"base": str(start.ENV)}))
    packages.mkdir(parents=True)
    start.make_kit_importable()
    moved = home.rename(home.with_name("moved"))
    before = list(sys.path)
    try:
        site.addsitedir(str(moved / packages.relative_to(home)))
        assert str(moved) in sys.path
    finally:
        sys.path[:] = before


def test_no_news(home):
    start.silence_news()
    written = json.loads((start.ENV / "etc/jupyter/labconfig/page_config.json").read_text())
    assert written["disabledExtensions"]["@jupyterlab/apputils-extension:announcements"]


# Plain words for what installers say -----------------------------------------------------------

OFFLINE = (
    "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by "
    "'NewConnectionError('<conn>: Failed to establish a new connection: [Errno -3] Temporary "
    "failure in name resolution')': /simple/anyio/\n"
    "ERROR: Could not find a version that satisfies the requirement anyio==4.16.0\n"
    "ERROR: No matching distribution found for anyio==4.16.0"
)
UV_OFFLINE = (
    "error: Failed to fetch: `https://packages.example/simple/anyio/`\n  Caused by: error sending "
    "request for url\n  Caused by: client error (Connect)\n  Caused by: dns error: failed to lookup"
)
BAD_HASH = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated"
SCHOOL = (
    "WARNING: Retrying after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: "
    "CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in chain'))'\n"
    "Could not fetch URL https://packages.example/: connection error: HTTPSConnectionPool: Max "
    "retries exceeded with url: /simple/"
)
PROXY = "ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407'))"
NO_FILE = "ERROR: No matching distribution found for numpy==2.4.6"
UV_NO_FILE = "cause: Because pyyaml==6.0.3 has no usable wheels and you require pyyaml==6.0.3"


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        (OFFLINE, "did not answer"),
        (UV_OFFLINE, "did not answer"),
        ("ReadTimeoutError: HTTPSConnectionPool: Read timed out.", "did not answer"),
        (BAD_HASH, "not the one the kit was tested with"),
        ("error: Hash mismatch for `six==1.17.0`", "not the one the kit was tested with"),
        (SCHOOL, "is not trusted"),
        ("invalid peer certificate: UnknownIssuer", "is not trusted"),
        (PROXY, "proxy did not let"),
        (NO_FILE, "no ready-made file"),
        (UV_NO_FILE, "no ready-made file"),
        ("OSError: [Errno 28] No space left on device", "disk ran full"),
        ("failed to write: No space left on device (os error 28)", "disk ran full"),
        ("PermissionError: [WinError 5] Access is denied: 'x.pyd'", "in use"),
        ("FileNotFoundError: [WinError 206] The filename or extension is too long", "too deep"),
    ],
)
@pytest.mark.parametrize("uv", [None, "/bin/uv"])
def test_a_failed_installation_is_explained(home, programs, monkeypatch, words, meaning, uv):
    monkeypatch.setattr(start.shutil, "which", lambda name: uv)
    programs.fail = lambda command: words if "--require-hashes" in command else None
    text = refusal(start.install, start.LAB_LOCK)
    assert meaning in text
    assert start.LOG.name in text
    assert "example" not in text, "a server's name got through"


def test_an_unknown_failure_points_to_the_log(home, programs):
    programs.fail = lambda command: "Segmentation fault" if "--no-deps" in command else None
    assert start.LOG.name in refusal(start.install, start.LAB_LOCK)


def test_what_a_program_says_goes_to_the_log_only(home, capfd):
    code = "import sys; print('to stdout'); print('to stderr', file=sys.stderr); sys.exit(3)"
    assert start.run_logged([sys.executable, "-c", code]) == 3
    log = start.LOG.read_text(encoding="utf-8")
    assert all(words in log for words in ("to stdout", "to stderr", "exit code 3"))
    assert capfd.readouterr() == ("", "")


def test_a_program_that_is_not_there(home):
    assert start.run_logged([str(home / "no such program")]) == 127
    assert not start.works([str(home / "no such program")])


def test_progress_is_shown_to_a_person_only(home, monkeypatch, capsys):
    lines = ["Collecting anyio==4.16.0", "Installing collected packages: anyio"]
    start.follow(lines, 1)
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(start.sys.stdout, "isatty", lambda: True, raising=False)
    start.follow(lines, 1)
    assert "fetched 1 of about 1" in capsys.readouterr().out


# lab -------------------------------------------------------------------------------------------


def test_the_lab_opens_the_first_lesson(home):
    command = start.lab_command(["--no-browser"])
    assert command[:3] == [str(start.PYTHON), "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={home}" in command
    assert "--LabApp.default_url=/lab/tree/notebooks/00-start.ipynb" in command
    assert command[-1] == "--no-browser"


# test ------------------------------------------------------------------------------------------


def test_a_browser_is_found_by_its_variable(monkeypatch):
    monkeypatch.setenv("KIT_CHROMIUM", sys.executable)
    assert start.find_browser() == sys.executable


def test_a_browser_that_does_not_start_is_none(monkeypatch):
    monkeypatch.setattr(start, "works", lambda command: False)
    monkeypatch.setattr(start, "WINDOWS", False)
    monkeypatch.setenv("KIT_CHROMIUM", sys.executable)
    assert "KIT_CHROMIUM names" in refusal(start.find_browser)


def test_no_browser_at_all(monkeypatch):
    monkeypatch.delenv("KIT_CHROMIUM", raising=False)
    monkeypatch.setattr(start, "BROWSERS", ["no-such-browser"])
    text = refusal(start.find_browser)
    assert text.startswith("No Chromium, Chrome or Edge was found.")
    assert "KIT_CHROMIUM" in text


def test_no_npm(home, programs):
    assert "npm, which fetches" in refusal(start.fetch_npm)


def test_what_npm_brings_is_fetched_once(home, programs, monkeypatch):
    """And again when the lock changes."""
    monkeypatch.setattr(start.shutil, "which", lambda name: "/bin/npm")
    start.fetch_npm()
    assert programs[0][:2] == ["/bin/npm", "ci"]
    start.fetch_npm()
    assert len(programs) == 1
    (home / "package-lock.json").write_text("{}")
    start.fetch_npm()
    assert len(programs) == 2


def test_what_npm_does_not_bring(home, programs, monkeypatch):
    """It does not pass for fetched the next time."""
    monkeypatch.setattr(start.shutil, "which", lambda name: "/bin/npm")
    programs.fail = lambda command: "npm error network"
    for _ in range(2):
        assert "npm could not fetch" in refusal(start.fetch_npm)
    assert len(programs) == 2


def test_what_a_browser_loads_is_fetched_once(home, programs, monkeypatch):
    """And again when its lock changes; what does not come does not pass for fetched."""
    (home / "requirements-browser.lock").write_text("ipywidgets==8.1.9\n")
    programs.fail = lambda command: "Errno 28" if "download" in command else None
    assert "disk ran full" in refusal(start.fetch_wheels)
    programs.fail = lambda command: None
    (home / ".venv-site" / "wheels").mkdir(parents=True)

    def download(command, count=0):
        (home / ".venv-site" / "wheels").mkdir(parents=True, exist_ok=True)
        return programs.run(command)

    monkeypatch.setattr(start, "run_logged", download)
    programs.clear()
    for _ in range(2):
        start.fetch_wheels()
    assert [command for command in programs if "download" in command] == [programs[-1]]
    assert {"--require-hashes", "--only-binary", "3.14"} < set(programs[-1])
    (home / "requirements-browser.lock").write_text("ipywidgets==8.2\n")
    start.fetch_wheels()
    assert sum("download" in command for command in programs) == 2


def test_a_site_needs_a_folder(home, monkeypatch):
    """Told before anything is fetched."""
    monkeypatch.setattr(start, "set_up", lambda: pytest.fail("something was set up"))
    assert "The site needs a folder" in refusal(lambda: start.run_site([]))


def test_a_whole_run(monkeypatch, capsys):
    code, shown = run_tests(monkeypatch)
    assert code == 0
    assert [name for name, _ in shown] == ["style", "tests", "content"]
    assert shown[1][1][-3:] == ["pytest", "-k", "x"]
    assert "Everything passed." in capsys.readouterr().out


def run_tests(monkeypatch, missing=(), failing=()):
    """start.py test, with the given programs missing or failing."""

    def have(name):
        def look():
            if name in missing:
                raise start.Trouble(f"No {name}.", "Get it.")
            return f"/bin/{name}"

        return look

    shown = []

    def run_shown(name, command, environment):
        shown.append((name, command))
        return int(name in failing)

    monkeypatch.setattr(start, "set_up", lambda tests: None)
    monkeypatch.setattr(start, "find_browser", have("browser"))
    monkeypatch.setattr(start, "fetch_npm", have("axe"))
    monkeypatch.setattr(start, "set_up_beside", lambda name: have(name)())
    monkeypatch.setattr(start, "set_up_site", have("site"))
    for name in start.BESIDE:
        monkeypatch.delenv(f"KIT_{name.upper()}", raising=False)
    monkeypatch.setattr(start, "run_shown", run_shown)
    return start.run_test(["-k", "x"]), shown


@pytest.mark.parametrize(
    ("missing", "left_out", "said"),
    [
        (["browser"], "not browser", "The browser tests did NOT run. No browser."),
        (["axe"], "not axe and not hub and not site", "The accessibility, hub and site tests did NOT run. No axe."),
        *(([name], f"not {name}", f"The {name} tests did NOT run. No {name}.") for name in start.BESIDE),
        (["browser", "axe"], "not browser and not axe and not hub and not site", "The browser tests did NOT run."),
    ],
)
def test_what_cannot_run_is_said_and_fails(monkeypatch, capsys, missing, left_out, said):
    code, shown = run_tests(monkeypatch, missing=missing)
    assert code == 1
    assert left_out in shown[1][1]
    printed = capsys.readouterr().out
    assert said in printed
    assert "Everything passed" not in printed


@pytest.mark.parametrize("failing", ["style", "tests", "content"])
def test_one_failure_stops_nothing_but_fails_all(monkeypatch, capsys, failing):
    code, shown = run_tests(monkeypatch, failing=[failing])
    assert code == 1
    assert len(shown) == 3
    assert f"FAILED: {failing}." in capsys.readouterr().out


# check -----------------------------------------------------------------------------------------


@pytest.fixture
def all_well(home, monkeypatch):
    for name in ("check_space", "check_python"):
        monkeypatch.setattr(start, name, lambda *arguments: None)
    for name in ("check_installer", "find_browser", "find_npm"):
        monkeypatch.setattr(start, name, lambda: None)


def broken(*arguments):
    raise start.Trouble("It is broken.", "Mend it.")


def test_a_computer_that_is_ready(all_well, capsys):
    assert start.run_check([]) == 0
    printed = capsys.readouterr().out
    assert "WRONG" not in printed
    assert "The tests:   ready to run." in printed


@pytest.mark.parametrize("name", ["check_python", "check_folder", "check_writable", "check_space", "check_installer"])
def test_what_stops_the_lessons(all_well, monkeypatch, capsys, name):
    monkeypatch.setattr(start, name, broken)
    assert start.run_check([]) == 1
    printed = capsys.readouterr().out
    assert re.search(r"WRONG It is broken.\n +What to do: Mend it.", printed)
    assert "The lessons: not ready" in printed


@pytest.mark.parametrize("name", ["find_browser", "find_npm"])
def test_what_stops_only_tests(all_well, monkeypatch, capsys, name):
    monkeypatch.setattr(start, name, broken)
    assert start.run_check([]) == 0
    printed = capsys.readouterr().out
    assert "The lessons: ready" in printed
    assert "The tests:   not all can" in printed


def test_uv_needs_no_pip(home, programs, monkeypatch):
    programs.fail = lambda command: "no such module"
    assert "apt install" in refusal(start.check_installer)
    monkeypatch.setattr(start.shutil, "which", lambda name: "/bin/uv")
    start.check_installer()
