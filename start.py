#!/usr/bin/env python3
"""Set up and start the Media Verification Kit. Nothing but Python is needed.

    python3 start.py lab      open the lessons in JupyterLab
    python3 start.py test     run every test
    python3 start.py check    say whether this computer is ready, and what to do if not
    python3 start.py site --out DIR    make a website of the lessons, which needs nothing installed

On Windows, type "py" where it says "python3". The first run fetches what the kit needs
(about 90 MB) into the folder .venv beside this file; later runs start at once. What you add after
"lab" goes to JupyterLab, what you add after "test" to pytest, after "site" to `kit site`.
"""

# Read by whatever Python a teacher has, so that an old one can be told apart politely: no syntax
# newer than Python 3.6 in this file, and only plain ASCII in what it prints (Windows consoles).

import collections
import contextlib
import errno
import functools
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import textwrap
import time
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
ENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
INSIDE = "Scripts/python.exe" if WINDOWS else "bin/python"
PYTHON = ENV / INSIDE
LAB_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
LAB_STAMP = ENV / "kit-lab-stamp"
TEST_STAMP = ENV / "kit-test-stamp"
STAMPS = (LAB_STAMP.name, TEST_STAMP.name, "kit-stamp")
# What would change what the lessons run on has an environment of its own, .venv-NAME, made from
# requirements-NAME.lock: what it is for, and the MB to have free.
Beside = collections.namedtuple("Beside", "purpose space")
BESIDE = {
    "nbgrader": Beside("nbgrader, for its test", 800),
    "hub": Beside("JupyterHub, for its test", 800),
    "site": Beside("what builds the site", 800),
}
LOG = ROOT / ".kit-setup.log"
BUSY = ROOT / ".kit-setup.busy"
FIRST_LESSON = "notebooks/00-start.ipynb"
# A folder without these was not unpacked, or not wholly.
NEEDED = [LAB_LOCK.name, TEST_LOCK.name, FIRST_LESSON, "package-lock.json"]

LAB_SPACE = 1000  # MB to have free: 450 installed, as much again while unpacking
TEST_SPACE = 1500
# The longest path inside .venv has 166 characters, Windows allows 259 in all.
WINDOWS_ROOM = 90


class Trouble(Exception):
    """Something a teacher can put right: what is wrong, and what to do."""

    def __init__(self, what, todo):
        super().__init__(what)
        self.what = what
        self.todo = todo

    def __str__(self):
        texts = (self.what, "What to do: " + self.todo)
        return "\n".join(wrap(text) for text in texts)


def wrap(text):
    # A file's name must come through whole, hyphens and all, to be copied.
    return textwrap.fill(text, 92, break_long_words=False, break_on_hyphens=False)


def say(text):
    print(text, flush=True)


# What must be true before anything is installed -------------------------------------------------


def check_python(version=None, is_64bit=sys.maxsize > 2**32):
    version = tuple(version or sys.version_info)
    if version < OLDEST:
        raise Trouble(
            "The kit needs Python {}.{} or newer; this is Python {}.{}.".format(*(OLDEST + version[:2])),
            "Install a current Python (Windows and macOS: from python.org; Linux: with the "
            "system's own installer), open a new window and type the same again. If a newer one "
            "is there already, name it: python3.12 start.py lab (Windows: py -3.12 start.py lab).",
        )
    if not is_64bit:
        raise Trouble(
            "This is a 32-bit Python; the packages the kit needs are made for 64-bit ones only.",
            "Install the 64-bit Python (the usual one) from python.org and type the same again.",
        )


def check_folder(root=None, windows=WINDOWS):
    root = root or ROOT
    missing = [name for name in NEEDED if not (root / name).is_file()]
    if missing:
        raise Trouble(
            "{} should be in the folder of start.py, but it is not.".format(missing[0]),
            "Unpack the whole kit first (on Windows: right-click the ZIP file, Extract All), then "
            "start it from the unpacked folder.",
        )
    if os.pathsep in str(root):
        raise Trouble(
            'The folder\'s name holds the character "{}", which Python cannot work in: {}'.format(os.pathsep, root),
            "Rename the folder, then type the same again.",
        )
    if windows and len(str(root)) > WINDOWS_ROOM and not long_paths_allowed():
        raise Trouble(
            "The kit lies too deep: its path has {} characters, and Windows leaves room for {}.".format(
                len(str(root)), WINDOWS_ROOM
            ),
            "Move the kit's folder to a short place such as C:\\kit and start it from there.",
        )


def long_paths_allowed():
    """Whether this Windows has its limit of 260 characters switched off."""
    try:
        import winreg

        where = r"SYSTEM\CurrentControlSet\Control\FileSystem"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, where) as key:
            return winreg.QueryValueEx(key, "LongPathsEnabled")[0] == 1
    except (ImportError, OSError):
        return False


def check_space(needed):
    free = shutil.disk_usage(str(ROOT)).free // 10**6
    if free < needed:
        raise Trouble(
            "The disk is too full: {} MB are free where the kit lies, {} MB are needed.".format(free, needed),
            "Make room, or move the kit's folder to another disk, then type the same again.",
        )


def check_writable():
    # Only writing tells: Windows and network drives answer os.access wrongly.
    probe = ROOT / ".kit-setup.probe"
    try:
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise Trouble(
            "The kit's folder cannot be written to: {} ({}).".format(ROOT, error.strerror),
            "Copy the kit to a folder of your own, such as Documents, and start it from there.",
        ) from None


# The environment in .venv -----------------------------------------------------------------------


def wanted_stamp(*locks):
    """What an environment is made from; one that was made from something else is made again."""
    parts = [
        "3",  # to be raised when this file sets up in another way
        sys.implementation.name,
        "%d.%d" % sys.version_info[:2],
        platform.machine(),
        sys.base_prefix,
    ]
    parts += [lock.read_text(encoding="utf-8") for lock in locks]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def is_ready(stamp, *locks):
    # The Python is a link that leads nowhere once the one it came from is gone.
    try:
        return (stamp.parent / INSIDE).exists() and stamp.read_text(encoding="ascii") == wanted_stamp(*locks)
    except (OSError, ValueError):
        return False


def lab_is_ready():
    return is_ready(LAB_STAMP, LAB_LOCK)


def tests_are_ready():
    return lab_is_ready() and is_ready(TEST_STAMP, LAB_LOCK, TEST_LOCK)


def set_up(tests=False):
    """Make .venv what the locks say, unless it is already."""
    check_folder()
    ready = tests_are_ready if tests else lab_is_ready
    if ready():
        return
    check_writable()
    check_space(TEST_SPACE if tests else LAB_SPACE)
    with one_at_a_time():
        forget_log()
        if not lab_is_ready():
            say("Setting up the kit in {} - this is needed once.".format(ENV))
            make_environment()
            install(LAB_LOCK)
            make_kit_importable()
            silence_news()
            stamp(LAB_STAMP, LAB_LOCK)
        if tests and not tests_are_ready():
            say("Fetching what the tests need on top.")
            install(TEST_LOCK)
            stamp(TEST_STAMP, LAB_LOCK, TEST_LOCK)
        forget_log()


def set_up_beside(name):
    """Make .venv-NAME what its lock says, unless it is already; return its Python."""
    env, lock = ROOT / (".venv-" + name), ROOT / "requirements-{}.lock".format(name)
    ready = env / STAMPS[-1]
    if not lock.is_file():
        todo = "Do this in the whole course; a class bundle comes without it."
        raise Trouble("{} is not here.".format(lock.name), todo)
    if not is_ready(ready, lock):
        check_space(BESIDE[name].space)
        with one_at_a_time():
            forget_log()
            say("Setting up {} in {}.".format(BESIDE[name].purpose, env))
            make_environment(env)
            install(lock, env / INSIDE)
            stamp(ready, lock)
            forget_log()
    return env / INSIDE


def fetch_wheels():
    """Have in .venv-site/wheels what requirements-browser.lock lists: what Python in a browser loads."""
    env, lock = ROOT / ".venv-site", ROOT / "requirements-browser.lock"
    folder = env / "wheels"
    fetched = folder / STAMPS[-1]
    if fetched.is_file() and fetched.read_text(encoding="ascii") == wanted_stamp(lock):
        return
    with one_at_a_time():
        forget_log()
        say("Fetching what Python in a browser loads.")
        shutil.rmtree(str(folder), ignore_errors=True)
        # For a Python and a computer that are not this one; only files that fit any computer are taken.
        kind = ["--python-version", "3.14", "--implementation", "py", "--abi", "none", "--platform", "any"]
        options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--no-input", "--progress-bar", "off"]
        command = [*find_pip(env / INSIDE), "download", *options, *kind, "-r", str(lock), "-d", str(folder)]
        if run_logged(command) != 0:
            raise explain(LOG_LINES) or Trouble(
                "What Python in a browser loads could not be fetched.",
                "Type the same again. If it fails again, send the file {} to whoever helps you with "
                "the kit: it says what happened.".format(LOG.name),
            )
        stamp(fetched, lock)
        forget_log()


def set_up_site():
    """Have all that a site is built from; return the Python that builds it."""
    python = set_up_beside("site")
    fetch_wheels()
    return python


def forget_log():
    with contextlib.suppress(OSError):
        LOG.unlink()


@contextlib.contextmanager
def one_at_a_time():
    """Let a second start.py wait while a first one sets up.

    The system takes the lock back when a process ends, so a crash leaves nothing to clear away.
    """
    with BUSY.open("w") as handle:
        told = False
        while not take_lock(handle):
            if not told:
                say("Another start.py is setting up the kit. Waiting for it ...")
                told = True
            time.sleep(1)
        yield


def take_lock(handle):
    try:
        if WINDOWS:
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Anything but "somebody has it" means that this disk knows no locks: go on without.
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


def make_environment(env=None):
    """A fresh environment: .venv, or another."""
    env = env or ENV
    if Path(sys.prefix).resolve() == env.resolve():
        raise Trouble(
            "The kit's own Python, in {}, cannot renew itself.".format(env.name),
            'Type "deactivate" (or open a new window), then type the same again.',
        )
    clear_environment(env)
    uv = find_uv()
    if uv and run_logged([*uv, "venv", "--python", sys.executable, str(env)]) == 0:
        return
    if run_logged([sys.executable, "-m", "venv", str(env)]) == 0:
        return
    # Debian and Ubuntu keep a part of venv in a package of its own. Without that part an
    # environment can still be made, only without a pip in it; find_pip knows another.
    clear_environment(env)
    if run_logged([sys.executable, "-m", "venv", "--without-pip", str(env)]) != 0:
        raise no_venv()


def clear_environment(env=None):
    """Remove it, its stamps first: whatever happens then, it no longer passes for ready."""
    env = env or ENV
    try:
        for name in STAMPS:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                (env / name).unlink()
        if env.is_symlink() or env.is_file():
            env.unlink()
        elif env.exists():
            shutil.rmtree(str(env))
    except OSError as error:
        raise Trouble(
            "The old folder {} cannot be removed ({}).".format(env, error.strerror),
            "Close every JupyterLab that is still open (and any window that shows that folder), "
            "then type the same again. If that does not help, delete the folder by hand.",
        ) from None


def no_venv():
    version = "%d.%d" % sys.version_info[:2]
    return Trouble(
        "This Python ({}) comes without the parts that install packages (venv, pip).".format(sys.executable),
        "On Debian, Ubuntu and Mint type: sudo apt install python{}-venv "
        "On any other system install Python from python.org. Then type the same "
        "again.".format(version),
    )


def install(lock, python=None):
    """Install exactly what the lock lists: no more, nothing changed on the way, nothing built."""
    python = python or PYTHON
    # --no-deps: the lock is complete, and leaves one slow package out on purpose (pyproject.toml).
    # --only-binary: to build a package takes a compiler, which no teacher has.
    # A lock holds no address: where the packages come from is this computer's own setting.
    options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    count = len(re.findall("^[a-z0-9]", lock.read_text(encoding="utf-8"), re.MULTILINE))
    say("Installing {} packages. With a slow line this takes some minutes.".format(count))
    uv = find_uv()
    if uv:
        if run_logged([*uv, "pip", "install", "--python", str(python), *options]) == 0:
            return
        fault = explain(LOG_LINES)
        if fault:
            raise fault
        say("uv could not do it; trying with pip.")
    # --no-user and --no-input: a setting of this computer must not send the packages elsewhere,
    # and a question that nobody sees must not be waited on.
    command = [*find_pip(python), "install", "--no-user", "--no-input", "--progress-bar", "off"]
    if run_logged(command + options, count) != 0:
        raise explain(LOG_LINES) or Trouble(
            "The packages could not be installed.",
            "Type the same again. If it fails again, send the file {} to whoever helps you with "
            "the kit: it says what happened.".format(LOG.name),
        )


def find_uv():
    """How to call uv, if it is there: from another folder than the kit's.

    In the kit's it reads [tool.uv] of pyproject.toml, which is for making the locks, and refuses to
    install them.
    """
    uv = shutil.which("uv")
    return [uv, "--directory", tempfile.gettempdir()] if uv else []


def find_pip(python=None):
    """The environment's pip, or else this Python's own, told to work on the environment."""
    python = str(python or PYTHON)
    for pip in ([python, "-m", "pip"], [sys.executable, "-m", "pip", "--python", python]):
        if works([*pip, "--version"]):
            return pip
    raise no_venv()


def make_kit_importable():
    """Put the kit's folder on the environment's search path.

    Rather than install the kit: that would need a build tool fetched and run before anything else
    works, and `python -m kit` does all that the command `kit` does. The path is a relative one, so
    it survives a moved folder, and any character in a folder's name.
    """
    base = {"base": str(ENV), "platbase": str(ENV)}
    packages = Path(sysconfig.get_path("purelib", "venv", base))
    relative = os.path.relpath(str(ROOT), str(packages))
    (packages / "media_verification_kit.pth").write_text(relative + "\n", encoding="ascii")


def silence_news():
    """Keep JupyterLab from greeting learners with the question whether they want Jupyter news."""
    folder = ENV / "etc" / "jupyter" / "labconfig"
    folder.mkdir(parents=True, exist_ok=True)
    off = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (folder / "page_config.json").write_text(json.dumps(off, indent=2) + "\n", encoding="ascii")


def stamp(path, *locks):
    # Written aside and moved, so that a half-written stamp never counts.
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(wanted_stamp(*locks), encoding="ascii")
    fresh.replace(path)


# Running other programs, and saying in plain words why they failed -------------------------------

LOG_LINES = []


def run_logged(command, count=0):
    """Run a program in silence, keeping what it says for the log; return its exit code."""
    del LOG_LINES[:]
    LOG_LINES.append("$ " + " ".join(command))
    try:
        process = subprocess.Popen(
            command,
            cwd=str(ROOT),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        LOG_LINES.append(str(error))
        return 127
    try:
        follow(process.stdout, count)
        code = process.wait()
    finally:
        process.kill()
        process.stdout.close()
    with contextlib.suppress(OSError), LOG.open("a", encoding="utf-8") as log:
        log.write("\n".join(LOG_LINES) + "\nexit code %d\n" % code)
    return code


def works(command):
    """Whether a program can be run and is content; what it says does not matter."""
    nowhere = subprocess.DEVNULL
    try:
        subprocess.check_call(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def follow(lines, count):
    """Keep the lines; of pip's, show a person at the screen how far it is."""
    done = 0
    for line in lines:
        LOG_LINES.append(line.rstrip())
        if not (count and sys.stdout.isatty()):
            continue
        if line.startswith("Collecting "):
            done += 1
            print("\r  fetched {} of about {} ".format(done, count), end="", flush=True)
        elif line.startswith("Installing collected"):
            print("\r  unpacking, half a minute or so ...", flush=True)


# What installers say when they fail, in the order in which it should be looked for, and what that
# means to the person in front of the screen. Their own words name servers, so they go to the log.
Fault = collections.namedtuple("Fault", "words what todo")
FAULTS = [
    Fault(
        words=r"No space left|Errno 28\b|os error 28\b|not enough space",
        what="The disk ran full while the packages were being unpacked.",
        todo="Make room (1.5 GB is plenty), then type the same again.",
    ),
    Fault(
        words=r"DO NOT MATCH THE HASHES|hash mismatch",
        what="A package arrived that is not the one the kit was tested with. It was not installed.",
        todo="Type the same again: it may have been damaged on the way. If it happens again, "
        "something between you and the package server changes files: try another network, and "
        "tell whoever looks after yours.",
    ),
    Fault(
        words=r"CERTIFICATE_VERIFY_FAILED|SSLError|SSL: |invalid peer certificate|UnknownIssuer",
        what="The connection to the package server is not trusted. Schools and firms that look "
        "into encrypted traffic cause this.",
        todo="Try another network, such as a phone's. Or ask whoever looks after yours for the "
        "certificate file, set PIP_CERT and SSL_CERT_FILE to its path, and type the same again.",
    ),
    Fault(
        words=r"ProxyError|Cannot connect to proxy|407 Proxy|Tunnel connection failed",
        what="The network's proxy did not let the packages through.",
        todo="Ask whoever looks after the network for the proxy's address, set HTTPS_PROXY to it, "
        "and type the same again. Or try another network, such as a phone's.",
    ),
    Fault(
        words=r"NewConnectionError|ConnectTimeout|ReadTimeout|Read timed out|getaddrinfo"
        r"|name resolution|NameResolutionError|Max retries exceeded|Failed to establish|dns error"
        r"|error sending request|Failed to fetch|Could not fetch URL|Connection (refused|reset)"
        r"|unreachable|network was disabled|client error \(Connect\)",
        what="The packages could not be fetched: the package server did not answer.",
        todo="See whether this computer is online, then type the same again. Some schools and "
        "firms let computers fetch packages from a server of their own only: whoever looks after "
        "the network knows, and can set PIP_INDEX_URL (for uv: UV_DEFAULT_INDEX) for you.",
    ),
    Fault(
        words=r"No matching distribution|no usable wheels|no wheels|no matching platform"
        r"|is not a supported wheel",
        what="For this computer and this Python ({}) there is no ready-made file of a package the kit needs.".format(
            platform.python_version()
        ),
        todo="Use Python 3.12, 3.13 or 3.14, 64 bit, from python.org; then type the same again.",
    ),
    Fault(
        words=r"Permission denied|Access is denied|WinError (5|32)\b|os error (5|13|32)\b",
        what="A file in .venv is in use or may not be written.",
        todo="Close every JupyterLab that is still open, then type the same again. On Windows a "
        "virus scanner can cause this too: trying again helps.",
    ),
    Fault(
        words=r"WinError 206|WinError 3\b|path too long|File name too long",
        what="The kit lies too deep: a path became longer than the system allows.",
        todo="Move the kit's folder to a short place such as C:\\kit and start it from there.",
    ),
]


def explain(lines):
    """The trouble behind an installer's words, or None."""
    words = "\n".join(lines)
    for fault in FAULTS:
        if re.search(fault.words, words, re.IGNORECASE):
            todo = "{} (All that happened is in the file {}.)".format(fault.todo, LOG.name)
            return Trouble(fault.what, todo)
    return None


# lab --------------------------------------------------------------------------------------------


def run_lab(extra):
    set_up()
    say("Starting JupyterLab. If no browser opens, copy the address that starts with")
    say("http://127.0.0.1 from below into one. To stop: press Ctrl+C here, twice.")
    become(lab_command(extra))


def lab_command(extra):
    command = [
        str(PYTHON),
        "-m",
        "jupyterlab",
        # All folders in the file browser; with a notebook as argument it would show only one.
        "--ServerApp.root_dir=" + str(ROOT),
        "--LabApp.default_url=/lab/tree/" + FIRST_LESSON,
        # A layout of its own: other projects' tabs would open here, and fail.
        "--LabApp.workspaces_dir=" + str(ENV / "share" / "jupyter" / "lab" / "workspaces"),
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # in a container there is nobody else to be
    return command + extra


def become(command):
    """Hand this process over, so that Ctrl+C and signals reach the program itself."""
    if not WINDOWS:
        os.chdir(str(ROOT))
        os.execv(command[0], command)
    process = subprocess.Popen(command, cwd=str(ROOT))
    while True:
        # The program gets a Ctrl+C as well, and may want to ask first.
        with contextlib.suppress(KeyboardInterrupt):
            sys.exit(process.wait())


# test -------------------------------------------------------------------------------------------

BROWSERS = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
]


def find_browser():
    """A Chromium, Chrome or Edge that starts; where KIT_CHROMIUM is set, that one or none."""
    named = os.environ.get("KIT_CHROMIUM")
    for name in [named] if named else BROWSERS:
        path = shutil.which(name)
        if path and starts(path):
            return path
    where = "KIT_CHROMIUM names {}, which does not start. ".format(named) if named else ""
    raise Trouble(
        where + "No Chromium, Chrome or Edge was found.",
        "Install Chromium or Chrome (Debian, Ubuntu: sudo apt install chromium). If one is "
        "installed in an unusual place, set KIT_CHROMIUM to the full path of the program.",
    )


def starts(path):
    # Ubuntu has a /usr/bin/chromium-browser that only says how to get the real one.
    # On Windows asking for the version would open a window.
    return WINDOWS or works([path, "--version"])


def find_npm():
    npm = shutil.which("npm")
    if not npm:
        raise Trouble(
            "npm, which fetches what is not Python, was not found.",
            "Install Node.js, which brings npm (Debian, Ubuntu: sudo apt install npm).",
        )
    return npm


def fetch_npm():
    """Have in node_modules what package-lock.json says, in its versions and with its hashes.

    That is axe-core, which checks a page's accessibility, a JupyterHub's proxy, and Pyodide.
    """
    lock = ROOT / "package-lock.json"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    fetched = ROOT / "node_modules" / "kit-stamp"  # npm begins by removing the folder
    if fetched.is_file() and fetched.read_text(encoding="ascii") == wanted:
        return
    npm = find_npm()
    with one_at_a_time():
        say("Fetching what is not Python with npm.")
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(ROOT)]
        forget_log()
        if run_logged(command) != 0:
            raise Trouble(
                "npm could not fetch what package-lock.json lists.",
                "See whether this computer is online, then type the same again (what npm said is in "
                "the file {}).".format(LOG.name),
            )
        fetched.parent.mkdir(exist_ok=True)
        fetched.write_text(wanted, encoding="ascii")


def run_test(extra):
    set_up(tests=True)
    environment = dict(os.environ)
    # Here and not in pyproject.toml: the lab has pytest too, but not the plugin that knows this.
    environment.setdefault("PYTEST_TIMEOUT", "600")
    left_out, missing = [], []
    try:
        environment["KIT_CHROMIUM"] = find_browser()
    except Trouble as trouble:
        left_out.append("browser")
        missing.append("The browser tests did NOT run. {}".format(trouble))
    try:
        fetch_npm()
    except Trouble as trouble:
        # A hub's proxy and the site's Python come from there too.
        left_out += ["axe", "hub", "site"]
        missing.append("The accessibility, hub and site tests did NOT run. {}".format(trouble))
    for name in BESIDE:
        variable = "KIT_" + name.upper()
        prepare = set_up_site if name == "site" else functools.partial(set_up_beside, name)
        if name in left_out:
            continue
        try:
            environment[variable] = os.environ.get(variable) or str(prepare())
        except Trouble as trouble:
            left_out.append(name)
            missing.append("The {} tests did NOT run. {}".format(name, trouble))

    failed = [name for name, command in test_commands(left_out, extra) if run_shown(name, command, environment) != 0]
    say("")
    for text in missing:
        say(text + "\n")
    if failed:
        say("FAILED: {}.".format(", ".join(failed)))
    elif missing:
        say("What could run passed, but not everything could run (see above).")
    else:
        say("Everything passed.")
    return 1 if failed or missing else 0


def test_commands(left_out, extra):
    pytest = ["pytest"]
    if left_out:
        pytest += ["-m", " and ".join("not " + marker for marker in left_out)]
    run = [str(PYTHON), "-m"]
    return [
        ("style", [*run, "ruff", "check"]),
        ("tests", [*run, *pytest, *extra]),
        ("content", [*run, "kit", "check"]),
    ]


def run_shown(name, command, environment):
    say("\n--- {}: {}".format(name, " ".join(command[2:])))
    return subprocess.call(command, cwd=str(ROOT), env=environment)


# site -------------------------------------------------------------------------------------------


def run_site(extra):
    if not extra:
        raise Trouble(
            "The site needs a folder to be written into.",
            "Type python3 start.py site --out DIR, with a name of your own for DIR.",
        )
    set_up()
    set_up_site()
    fetch_npm()
    become([str(PYTHON), "-m", "kit", "site", *extra])


# check ------------------------------------------------------------------------------------------


def run_check(extra):
    """One line for each thing that must be right; the tests' own needs do not stop the lab."""
    lab_ok = report("Python {}".format(platform.python_version()), check_python)
    lab_ok &= report("the kit's folder ({})".format(ROOT), check_folder, check_writable)
    if lab_is_ready():
        say("ok    set up already, in .venv")
    else:
        say("      not set up yet: the first start does it, and needs the internet")
        lab_ok &= report("disk space", lambda: check_space(LAB_SPACE))
    lab_ok &= report("a way to install packages ({})".format(installer()), check_installer)
    tests_ok = report("a browser for the tests", find_browser)
    tests_ok &= report("npm for the tests and the site", find_npm)
    say("")
    say("The lessons: " + ("ready to start." if lab_ok else "not ready, see above."))
    say("The tests:   " + ("ready to run." if lab_ok and tests_ok else "not all can, see above."))
    return 0 if lab_ok else 1


def report(name, *checks):
    try:
        for one in checks:
            one()
    except Trouble as trouble:
        say("WRONG " + str(trouble).replace("\n", "\n      "))
        return False
    say("ok    " + name)
    return True


def installer():
    return "uv" if find_uv() else "pip; with uv installed it would be quicker"


def check_installer():
    ways = ["import venv, ensurepip", "import venv, pip"]  # the second: Debian without python3-venv
    if not find_uv() and not any(works([sys.executable, "-c", way]) for way in ways):
        raise no_venv()


# ------------------------------------------------------------------------------------------------

COMMANDS = {"lab": run_lab, "test": run_test, "check": run_check, "site": run_site}


def main(arguments=None):
    arguments = sys.argv[1:] if arguments is None else arguments
    with contextlib.suppress(AttributeError, ValueError):
        sys.stdout.reconfigure(errors="replace")  # a folder's name may hold what a console cannot
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        say(__doc__.strip())
        return 0
    os.environ.pop("PYTHONHOME", None)  # would send the environment's Python to another's library
    try:
        check_python()
        if arguments[0] not in COMMANDS:
            raise Trouble(
                'start.py does not know "{}".'.format(arguments[0]),
                "Type one of: python3 start.py " + ", python3 start.py ".join(COMMANDS) + ".",
            )
        return COMMANDS[arguments[0]](arguments[1:])
    except Trouble as trouble:
        say("\n{}\n".format(trouble))
        return 2
    except KeyboardInterrupt:
        say("\nStopped. Nothing is broken: type the same again to go on.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
