"""pyproject.toml, environment.yml and the locks describe one environment.

`disagreements` reads the files as texts, so that the tests can hand it spoilt copies and see that
each of its findings can be made.
"""

import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from kit.release import bundle_files

ROOT = Path(__file__).resolve().parent.parent
LAB, TESTS = "requirements.lock", "requirements-test.lock"
# An extra's lock holds the kit's own dependencies and the extra's.
EXTRAS = {"requirements-nbgrader.lock": "nbgrader", "requirements-hub.lock": "hub"}
NPM, NPM_LOCK = "package.json", "package-lock.json"
SITE, BROWSER = "requirements-site.lock", "requirements-browser.lock"
FILES = ["pyproject.toml", "environment.yml", LAB, TESTS, *EXTRAS, SITE, BROWSER, NPM, NPM_LOCK]
# What the kit needs nowhere in a browser: where the learner works, tables, and what the terminal shows.
NOT_IN_A_BROWSER = {"jupyterlab", "pandas", "tqdm"}

# Where the locks must work: each Python from the oldest we promise, on each system.
COMPUTERS = [
    {"python_version": minor, "python_full_version": f"{minor}.9", **system}
    for minor in ("3.11", "3.12", "3.13", "3.14")
    for system in (
        {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
        {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
        {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
    )
]


@pytest.fixture
def files():
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in FILES}


# Reading ---------------------------------------------------------------------------------------


def by_name(lines):
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(r.name): r.specifier for r in requirements}


def group(project, name):
    """The lines of a dependency group, those of the groups it includes among them."""
    lines = []
    for entry in project["dependency-groups"][name]:
        lines += [entry] if isinstance(entry, str) else group(project, entry["include-group"])
    return lines


def conda(line):
    """'python =3.12' as pip would write it: 'python==3.12.*'."""
    name, _, version = line.partition(" ")
    return name + re.sub(r"^=(\d[\d.]*)$", r"==\1.*", version.replace(" ", ""))


def plain(line):
    """Whether conda and pip read a line alike: a name, one space, and bounds of the simple kind."""
    bound = r"(?:[<>]=?\d+(?:\.\d+)*)"
    return re.fullmatch(rf"[\w.-]+(?: (?:=3\.\d+|{bound}(?:,{bound})*))?", line) is not None


def binder_python(text):
    """The Python that Binder takes: its builder looks for `python`, then `=`, and reads nothing else.

    The rule is repo2docker's (2026.4); what it does not understand gives a Python of Binder's own choice.
    """
    lines = YAML(typ="safe").load(text)["dependencies"]
    found = [m[1] for line in lines if isinstance(line, str) and (m := re.match(r"python\s*=+\s*([\d.]*)", line))]
    return found[0] if found else ""


def pins(text):
    """The requirements of a lock, each with its hashes; lines of options are for `about_form`."""
    whole = re.sub(r"\\\n\s*", "", text)
    lines = [line for line in whole.splitlines() if re.match(r"\w", line)]
    return [(line.partition(" --")[0].strip(), re.findall(r" --(\S+)", line)) for line in lines]


def versions(text, computer):
    """What a lock installs on a computer: every name's versions (one, if all is well)."""
    found = {}
    for line, _ in pins(text):
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate(computer):
            (exact,) = requirement.specifier
            found.setdefault(canonicalize_name(requirement.name), []).append(exact.version)
    return found


# The findings ----------------------------------------------------------------------------------


def disagreements(files):
    project = tomllib.loads(files["pyproject.toml"])
    lab = by_name(project["project"]["dependencies"] + group(project, "nbval"))
    found = about_conda(files["environment.yml"], lab, project["project"]["requires-python"])
    kit = project["project"]["dependencies"]
    extras = project["project"]["optional-dependencies"]
    beside = {lock: by_name(kit + extras[name]) for lock, name in EXTRAS.items()}
    found += about_versions(TESTS, files[TESTS], by_name(extras["html"]))
    beside |= {TESTS: by_name(group(project, "tools")), SITE: by_name(group(project, "site"))}
    for lock, declared in ({LAB: lab} | beside).items():
        found += about_form(lock, files[lock])
        found += about_versions(lock, files[lock], declared)
        found += about_two_locks(files[LAB], lock, files[lock])
    found += about_browser(files[BROWSER], by_name(group(project, "browser")), by_name(kit))
    found += about_npm(json.loads(files[NPM]), json.loads(files[NPM_LOCK]))
    return found


def about_browser(text, declared, kit):
    """One Python on one kind of computer; of what the kit needs, the versions that the kit allows."""
    needed = {name: specifier for name, specifier in kit.items() if name not in NOT_IN_A_BROWSER}
    found = about_form(BROWSER, text) + about_versions(BROWSER, text, declared)
    return found + [f"the group browser wants {n} {declared.get(n)}" for n in needed if declared.get(n) != needed[n]]


def about_conda(text, declared, pythons):
    environment = YAML(typ="safe").load(text)
    packages = [d for d in environment["dependencies"] if isinstance(d, str)]
    from_pip = [d["pip"] for d in environment["dependencies"] if not isinstance(d, str)]
    specifiers = by_name(conda(line) for line in packages if line != "pip" and plain(line))
    python = re.fullmatch(r"==(3\.\d+)\.\*", str(specifiers.pop("python", "")))
    found = [
        f"environment.yml: {line!r} is read otherwise by conda than by pip" for line in packages if not plain(line)
    ]
    if environment["channels"] != ["conda-forge"]:
        found.append(f"channels are {environment['channels']}, not conda-forge alone")
    if not python:
        found.append("python is not one exact minor version, and Binder reads nothing else")
    elif python[1] not in SpecifierSet(pythons):
        found.append(f"python {python[1]} is not within {pythons}")
    if from_pip != [["--editable ."]] or "pip" not in packages:
        found.append("pip must install the kit itself (--editable .), and nothing else")
    for name in sorted(specifiers.keys() | declared.keys()):
        here, there = specifiers.get(name), declared.get(name)
        if here != there:
            found.append(f"{name}: environment.yml says {here}, pyproject.toml {there}")
    return found


def about_form(name, text):
    """A lock lists packages and their hashes: not where they come from, not whose disk it was."""
    found = [
        f"{name}: {line} has no sha256 hash"
        for line, options in pins(text)
        if not options or not all(re.fullmatch("hash=sha256:[0-9a-f]{64}", o) for o in options)
    ]
    if "://" in text:
        found.append(f"{name} holds an address")
    if re.search(r"^\s*-(?!-hash)", text, re.MULTILINE) or "--index" in text:
        found.append(f"{name} holds an option")
    if re.search(r"(?:^|\s|=)(?:/|[A-Za-z]:\\)\w", text, re.MULTILINE):
        found.append(f"{name} holds a path of somebody's machine")
    if re.search("^rfc3987-syntax", text, re.MULTILINE):
        found.append(f"{name} holds rfc3987-syntax, which makes every start slow")
    return found


def about_versions(name, text, declared):
    found = []
    for computer in COMPUTERS:
        where = f"{name}, {computer['platform_system']} with Python {computer['python_version']}"
        there = versions(text, computer)
        found += [f"{where}: {n} twice" for n, pinned in there.items() if len(pinned) > 1]
        for wanted, specifier in declared.items():
            pinned = there.get(wanted, ["nothing"])[0]
            if pinned == "nothing" or pinned not in specifier:
                found.append(f"{where}: {wanted} {pinned}, but pyproject.toml says {specifier}")
    return found


def about_two_locks(lab, other, text):
    """The tests' lock is installed over the lab's and must not change what the lessons run on; nbgrader grades with
    what they run on, and on a hub they run on the same."""
    found = set()
    for computer in COMPUTERS:
        first, second = versions(lab, computer), versions(text, computer)
        found |= {
            f"{name}: {first[name]} in {LAB}, {second[name]} in {other}"
            for name in first.keys() & second.keys()
            if first[name] != second[name]
        }
    return sorted(found)


def about_npm(package, lock):
    found = []
    for name, version in (package["dependencies"] | package["devDependencies"]).items():
        entry = lock["packages"].get(f"node_modules/{name}", {})
        if entry.get("version") != version:
            found.append(f"{NPM} wants {name} {version}, {NPM_LOCK} has {entry.get('version')}")
    for name, entry in lock["packages"].items():
        if name and not entry.get("integrity", "").startswith("sha512-"):
            found.append(f"{NPM_LOCK}: {name} has no sha512 hash")
        if "resolved" in entry:
            found.append(f"{NPM_LOCK}: {name} holds an address")
    return found


# The tests -------------------------------------------------------------------------------------


def test_the_files_agree(files):
    assert disagreements(files) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "finding"),
    [
        ("environment.yml", "pandas >=3.0,<4", "pandas >=2", "pandas: environment.yml says >=2"),
        ("environment.yml", "  - nbval >=0.11,<0.12\n", "", "nbval: environment.yml says None"),
        ("environment.yml", "  - cattrs", "  - scipy\n  - cattrs", "scipy: environment.yml says"),
        ("environment.yml", "python =3.12", "python >=3.12", "not one exact minor"),
        ("environment.yml", "python =3.12", "python", "not one exact minor"),
        ("environment.yml", "python =3.12", "python =3.10", "python 3.10 is not within"),
        ("environment.yml", "pandas >=3.0,<4", "pandas >=3.0<4", "otherwise by conda than by pip"),
        ("environment.yml", "pandas >=3.0,<4", "pandas ~=3.0", "otherwise by conda than by pip"),
        ("environment.yml", "pandas >=3.0,<4", "pandas>=3.0,<4", "otherwise by conda than by pip"),
        ("environment.yml", "- pytest >=9", "- bogus==\n  - pytest >=9", "otherwise by conda than by pip"),
        ("environment.yml", "- conda-forge ", "- defaults ", "not conda-forge alone"),
        ("environment.yml", "--editable .", "requests", "nothing else"),
        ("environment.yml", "  - pip\n", "", "pip must install the kit itself"),
        ("pyproject.toml", '"anywidget>=0.11,<0.12"', '"anywidget>=0.12"', "anywidget 0.11"),
        ("pyproject.toml", '"cattrs>=25.1,<27", ', '"dask", "cattrs>=25.1,<27", ', "dask nothing"),
        ("pyproject.toml", '"hypothesis>=6.150,<7"', '"hypothesis<6"', "hypothesis 6"),
        ("pyproject.toml", "pandas>=3.0,<4", "pandas>=3.0,<5", "pandas: environment.yml says"),
        (LAB, r"^pandas==\S+", "pandas==2.9", "pandas 2.9, but pyproject.toml"),
        (LAB, r"^nbval==\S+", "anybody==1", "nbval nothing"),
        (LAB, r"^(ipywidgets==\S+) ", r"\1 ; sys_platform != 'win32' ", "Windows with Python 3.11"),
        (
            LAB,
            r"^pandas==",
            "pandas==3.0.0 --hash=sha256:" + "0" * 64 + "\npandas==",
            "pandas twice",
        ),
        (LAB, r"^(jupyterlab==\S+) \\\n( +--hash.*\n)+", r"\1\n", "jupyterlab==4"),
        (LAB, r"sha256:[0-9a-f]{64}", "md5:" + "0" * 32, "no sha256 hash"),
        (LAB, r"\A", "--extra-index-url pypi.example\n", "holds an option"),
        (LAB, r"\A", "-e .\n", "holds an option"),
        (LAB, r"\A", "# from https://pypi.example/simple\n", "holds an address"),
        (LAB, r"\A", "# uv pip compile -o /home/me/requirements.lock\n", "somebody's machine"),
        (LAB, r"^pandas==", "rfc3987-syntax==1 --hash=sha256:" + "0" * 64 + "\npandas==", "slow"),
        (TESTS, r"^pytest==\S+", "pytest==8.0", "pytest: ["),
        (TESTS, r"^ruff==\S+", "ruff==0.1", "ruff 0.1, but"),
        ("pyproject.toml", "nbgrader>=0.9.6,<0.10", "nbgrader>=0.10", "nbgrader 0.9.6, but pyproject.toml"),
        ("pyproject.toml", 'html = ["trafilatura>=2,<3"]', 'html = ["trafilatura>=3"]', "trafilatura 2"),
        ("pyproject.toml", "nbgitpuller>=1.3,<2", "nbgitpuller>=2", "nbgitpuller 1.3"),
        *((lock, r"^cattrs==\S+", "cattrs==25.1", f"in {lock}") for lock in EXTRAS),
        ("requirements-nbgrader.lock", r"^nbgrader==\S+", "anybody==1", "nbgrader nothing"),
        ("requirements-hub.lock", r"^jupyterhub==\S+", "anybody==1", "jupyterhub nothing"),
        *((lock, r"\A", "# from https://pypi.example/simple\n", "holds an address") for lock in EXTRAS),
        (SITE, r"^jupyterlite-core==\S+", "anybody==1", "jupyterlite-core nothing"),
        (SITE, r"^ipywidgets==\S+", "ipywidgets==8.1.1", f"in {SITE}"),
        (BROWSER, r"^cattrs==\S+", "cattrs==2.1", f"{BROWSER}, Windows with Python 3.11: cattrs 2.1"),
        (BROWSER, r"sha256:", "md5:", f"{BROWSER}: anywidget==0.11.0 has no sha256 hash"),
        ("pyproject.toml", '    "cattrs>=25.1,<27",\n]', "]", "the group browser wants cattrs None"),
        (NPM, r'("axe-core": ")[\d.]+', r"\g<1>4.0.0", "wants axe-core 4.0.0"),
        (NPM_LOCK, r'"integrity": "sha512-', '"integrity": "sha1-', "no sha512 hash"),
        (NPM_LOCK, r'"integrity"', '"resolved": "somewhere", "integrity"', "holds an address"),
    ],
)
def test_each_disagreement_is_found(files, file, old, new, finding):
    is_pattern = file not in ("environment.yml", "pyproject.toml")
    pattern = old if is_pattern else re.escape(old)
    spoilt, count = re.subn(pattern, new, files[file], count=1, flags=re.MULTILINE)
    assert count == 1, f"{old!r} is no longer in {file}: this test tests nothing"
    assert finding in "\n".join(disagreements({**files, file: spoilt}))


def test_binder_takes_the_python_that_stands_there(files):
    """Binder's builder reads no range: one that names none would get a Python too old for pandas 3."""
    text = files["environment.yml"]
    assert binder_python(text) == "3.12"
    assert [binder_python(text.replace("python =3.12", other)) for other in ("python >=3.12", "python")] == ["", ""]


# Any of these in the first folder, and Binder builds something else than environment.yml, or something on top of it.
OTHER_BUILDS = {
    *("binder", ".binder", "Dockerfile", "default.nix", "install.R", "Project.toml", "JuliaProject.toml", "REQUIRE"),
    *("apt.txt", "postBuild", "start", "runtime.txt", "setup.py", "requirements.txt", "Pipfile", "Pipfile.lock"),
}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """The class bundle as Binder would copy it into its image."""
    folder = tmp_path_factory.mktemp("bundle")
    for name, data in bundle_files(ROOT).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_binder_builds_a_bundle_from_environment_yml_alone(bundle):
    """Nothing lies beside it that Binder's builder would take first, or run."""
    first = {path.name for path in bundle.iterdir()}
    assert "environment.yml" in first
    assert first & OTHER_BUILDS == set()


def test_a_bundle_can_be_built(bundle, tmp_path):
    """The last line of environment.yml, on the bundle alone: what the build asks for (README, licences) is in it.

    A whole wheel and not an editable one, which needs a package more that only pip fetches.
    """
    names = wheel_of(bundle, tmp_path)
    assert {"kit/__init__.py", "kit/widgets/marker.js"} <= names
    assert any(name.endswith("/licenses/LICENSE-CONTENT") for name in names)


def test_what_is_installed_fits_what_is_declared(files):
    project = tomllib.loads(files["pyproject.toml"])
    declared = by_name(project["project"]["dependencies"] + group(project, "test"))
    unfit = {
        name: importlib.metadata.version(name)
        for name, specifier in declared.items()
        if importlib.metadata.version(name) not in specifier
    }
    assert unfit == {}


def test_the_locks_are_complete(files):
    """They are installed with --no-deps: what they forget, nobody fetches."""
    here = {}
    for lock in (LAB, TESTS):
        here |= {name: pinned[0] for name, pinned in versions(files[lock], None).items()}
    forgotten = []
    for name in here:
        for line in importlib.metadata.requires(name) or []:
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                pinned = here.get(canonicalize_name(needed.name))
                if pinned is None or pinned not in needed.specifier:
                    forgotten.append(f"{name} needs {line}, the locks have {pinned}")
    assert forgotten == []


def wheel_of(source, out):
    """The names in the wheel that is built from a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    built = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = out.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_the_kit_and_nothing_else(tmp_path):
    held = wheel_of(ROOT, tmp_path)
    kit = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kit").rglob("*")
        if path.suffix in {".py", ".yaml", ".md", ".js", ".css"} and "answers" not in path.parts
    }
    assert kit - held == set()
    assert {name for name in held if not name.startswith(("kit/", "media_verification_kit-"))} == set()
    licences = {Path(name).name for name in held if "/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-CONTENT"}
