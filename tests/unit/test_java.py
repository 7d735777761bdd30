"""Finding and installing a Java runtime, with made-up Java homes: no JVM is started here."""

import logging
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from lakelabel.errors import SetupError
from lakelabel.runtime import java
from lakelabel.runtime.java import Java, find_java, install_java

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the made-up commands are shell scripts")

DEBIAN = "apt-get install -y openjdk-17-jre-headless || "
MACOS = "brew install openjdk@17"
WINDOWS = "winget install EclipseAdoptium.Temurin.17.JDK"


def _script(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", "PATH=/usr/bin:/bin", *lines, ""]))
    path.chmod(0o755)
    return path


def _home(path: Path, release: str | None = None, says: str = "") -> Path:
    """Makes a Java home with a `release` file, or one whose `java` says something, on stderr as java does."""
    _script(path / "bin" / "java", f"cat >&2 <<'END'\n{says}\nEND")
    if release is not None:
        (path / "release").write_text(release)
    return path


def _jdk(path: Path, version: str) -> Path:
    return _home(path, f'IMPLEMENTOR="Somebody"\nJAVA_VERSION="{version}"\nJAVA_VERSION_DATE="2025-04-15"\n')


def test_java_home_comes_before_path_and_the_usual_places(tmp_path):
    chosen = _jdk(tmp_path / "chosen", "21.0.2")
    on_path = _jdk(tmp_path / "on_path", "17.0.15")
    usual = _jdk(tmp_path / "usual", "17.0.15")
    environ = {"JAVA_HOME": str(chosen), "PATH": str(on_path / "bin")}
    assert find_java(environ, [usual]) == Java(chosen, 21)


def test_path_comes_before_the_usual_places(tmp_path):
    on_path = _jdk(tmp_path / "on_path", "21")
    usual = _jdk(tmp_path / "usual", "17.0.15")
    assert find_java({"PATH": str(on_path / "bin")}, [usual]) == Java(on_path, 21)


def test_in_the_usual_places_17_comes_before_21_and_others_are_left_out(tmp_path):
    versions = {"a": "25.0.3", "b": "21.0.2", "c": "17.0.15", "d": "11.0.1"}
    places = [_jdk(tmp_path / name, version) for name, version in versions.items()]
    assert find_java({}, places) == Java(tmp_path / "c", 17)
    assert find_java({}, places[:2]) == Java(tmp_path / "b", 21)


def test_a_link_on_path_leads_to_its_home(tmp_path):
    home = _jdk(tmp_path / "jvm" / "java-17", "17.0.15")
    alternatives, commands = tmp_path / "alternatives", tmp_path / "commands"
    alternatives.mkdir()
    commands.mkdir()
    (alternatives / "java").symlink_to(home / "bin" / "java")
    (commands / "java").symlink_to(alternatives / "java")
    assert find_java({"PATH": str(commands)}, []) == Java(home, 17)


def test_a_home_without_a_release_file_is_asked(tmp_path):
    says = 'Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "17.0.15" 2025-04-15'
    home = _home(tmp_path / "jre", says=says)
    assert find_java({"JAVA_HOME": str(home), "PATH": ""}, []) == Java(home, 17)


def test_a_release_file_without_a_version_is_not_believed(tmp_path):
    home = _home(tmp_path / "jre", 'IMPLEMENTOR="Somebody"\n', 'openjdk version "21-ea" 2023-09-19')
    assert find_java({"JAVA_HOME": str(home)}, []) == Java(home, 21)


def test_the_script_of_a_version_manager_tells_the_home_it_stands_for(tmp_path):
    says = '    java.home = /managed/java 17\n    java.vendor = x\nopenjdk version "17.0.15" 2025-04-15'
    shims = _script(tmp_path / "shims" / "java", f"cat >&2 <<'END'\n{says}\nEND").parent
    assert find_java({"PATH": f"{shims}"}, []) == Java(Path("/managed/java 17"), 17)


def test_an_unfit_java_home_gives_way_to_a_fit_one_elsewhere_and_the_log_says_so(tmp_path, caplog):
    old, fit = _jdk(tmp_path / "old", "11.0.22"), _jdk(tmp_path / "fit", "17.0.15")
    with caplog.at_level(logging.INFO, logger="lakelabel"):
        found = find_java({"JAVA_HOME": str(old)}, [fit])
    assert found == Java(fit, 17)
    assert caplog.messages == [f"JAVA_HOME is {old} (Java 11); using Java 17 in {fit}"]


def test_a_java_home_that_is_empty_gives_way_too(tmp_path, caplog):
    fit = _jdk(tmp_path / "fit", "17.0.15")
    with caplog.at_level(logging.INFO, logger="lakelabel"):
        assert find_java({"JAVA_HOME": str(tmp_path / "gone")}, [fit]) == Java(fit, 17)
    assert caplog.messages == [
        f"JAVA_HOME is {tmp_path / 'gone'} (no bin/java there); using Java 17 in {fit}"
    ]


def test_an_unfit_java_on_path_is_passed_over_in_silence(tmp_path, caplog):
    old, fit = _jdk(tmp_path / "old", "1.8.0_402"), _jdk(tmp_path / "fit", "17.0.15")
    with caplog.at_level(logging.INFO, logger="lakelabel"):
        assert find_java({"PATH": str(old / "bin")}, [fit]) == Java(fit, 17)
    assert caplog.messages == []


@pytest.mark.parametrize(("platform", "command"), [("linux", DEBIAN), ("darwin", MACOS), ("win32", WINDOWS)])
def test_java_too_old_says_what_was_seen_where_and_the_command_of_this_platform(
    tmp_path, monkeypatch, platform, command
):
    monkeypatch.setattr(java, "sys", SimpleNamespace(platform=platform))
    monkeypatch.setenv("PATH", str(_script(tmp_path / "bin" / "apt-get").parent))
    old = _jdk(tmp_path / "old", "1.8.0_402")
    with pytest.raises(SetupError) as raised:
        find_java({"JAVA_HOME": str(old)}, [])
    what, where, seen, valid, do = str(raised.value).splitlines()
    assert what == "Java too old."
    assert where == f"  where: {old} (JAVA_HOME)"
    assert seen == "  seen:  Java 8"
    assert valid == "  valid: Java 17 or 21"
    assert do.startswith("  do:    ")
    assert command in do


def test_each_unfit_java_is_named_once(tmp_path):
    old, new = _jdk(tmp_path / "old", "11.0.22"), _jdk(tmp_path / "new", "25.0.3")
    environ = {"JAVA_HOME": str(old), "PATH": str(new / "bin")}
    with pytest.raises(SetupError, match=r"Java too old\.") as raised:
        find_java(environ, [new, old])
    assert f"  seen:  Java 11; Java 25 in {new} (PATH)\n" in str(raised.value)


def test_java_too_new_is_refused(tmp_path):
    with pytest.raises(SetupError, match=r"Java too new\.\n.*\n  seen:  Java 25\n  valid: Java 17 or 21\n"):
        find_java({}, [_jdk(tmp_path / "new", "25.0.3")])


def test_a_version_between_the_two_is_refused(tmp_path):
    with pytest.raises(SetupError, match=r"This Java does not fit\.\n.*\n  seen:  Java 19\n"):
        find_java({}, [_jdk(tmp_path / "odd", "19.0.2")])


def test_a_runtime_without_the_module_that_spark_starts_with_is_refused(tmp_path):
    cut = _home(tmp_path / "cut", 'JAVA_VERSION="17.0.15"\nMODULES="java.base java.sql"\n')
    whole = _home(tmp_path / "whole", 'JAVA_VERSION="21"\nMODULES="java.base jdk.incubator.vector"\n')
    with pytest.raises(SetupError, match=r"seen:  Java 17 without the module jdk\.incubator\.vector"):
        find_java({}, [cut])
    assert find_java({}, [cut, whole]) == Java(whole, 21)


@pytest.mark.parametrize("says", ["no runtime present", 'version "unknown"'])
def test_a_java_that_tells_no_version_is_refused(tmp_path, says):
    stub = _home(tmp_path / "stub", says=says)
    with pytest.raises(SetupError, match=r"No usable Java runtime was found\.") as raised:
        find_java({"PATH": str(stub / "bin")}, [])
    assert "seen:  `java -version` tells no version there" in str(raised.value)


def test_a_java_that_cannot_be_run_is_refused(tmp_path):
    broken = _home(tmp_path / "broken")
    (broken / "bin" / "java").write_text("#!/no/such/interpreter\n")
    with pytest.raises(SetupError, match=r"No usable Java runtime was found\."):
        find_java({"JAVA_HOME": str(broken)}, [])


def test_a_java_that_does_not_end_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(java, "_ASK_SECONDS", 0.2)
    _script(tmp_path / "hangs" / "bin" / "java", "exec sleep 60")
    with pytest.raises(SetupError, match=r"No usable Java runtime was found\."):
        find_java({"JAVA_HOME": str(tmp_path / "hangs")}, [])


def test_nothing_found_gives_the_command_of_each_platform(tmp_path):
    with pytest.raises(SetupError, match=r"No Java runtime was found\.") as raised:
        find_java({}, [tmp_path / "nothing"])
    assert all(command in str(raised.value) for command in (DEBIAN, MACOS, WINDOWS))


def test_the_usual_places_are_looked_at_where_no_others_are_given(tmp_path, monkeypatch):
    home = _jdk(tmp_path / "jvm" / "java-17", "17.0.15")
    (tmp_path / "jvm" / "default").symlink_to(home)
    monkeypatch.setitem(java._USUAL_PLACES, sys.platform, (f"{tmp_path}/jvm/*",))
    assert java._usual_places({})[0] == home
    assert find_java({}) == Java(home, 17)


def test_macos_is_asked_for_its_java_homes(tmp_path, monkeypatch):
    home = _jdk(tmp_path / "Contents" / "Home", "21.0.2")
    monkeypatch.setattr(java, "sys", SimpleNamespace(platform="darwin"))
    monkeypatch.setattr(java, "_JAVA_HOME", str(_script(tmp_path / "java_home", f'echo "{home}"')))
    monkeypatch.setitem(java._USUAL_PLACES, "darwin", ())
    assert find_java({"PATH": ""}) == Java(home, 21)


# What the made-up apt-get does: `known` holds the packages in its lists, `server` what update brings.
APT_GET = (
    'cd "$(dirname "$0")"',
    'echo "$*" | sed "s/-qq -o DPkg::Lock::Timeout=120 //" >> log',
    "for package; do :; done",
    'if [ "$package" = update ]; then cat server > known; exit; fi',
    'grep -qx "$package" known || { echo "E: Unable to locate package $package" >&2; exit 100; }',
    'case "$*" in *--simulate*) exit;; esac',
    '[ -e stale ] && { rm stale; echo "E: 404 Not Found" >&2; exit 100; }',
    'mkdir -p jvm/bin && cp "$0" jvm/bin/java',
    """echo "JAVA_VERSION=\\"$(echo "$package" | tr -dc 0-9).0.1\\"" > jvm/release""",
)


class Machine:
    """A machine with a made-up apt-get, and one place for Java."""

    def __init__(self, folder: Path, known: str = "", server: str = "") -> None:
        self.folder = _script(folder / "apt-get", *APT_GET).parent
        (folder / "known").write_text(known)
        (folder / "server").write_text(server)
        self.environ = {"PATH": f"{folder}", "INSTALL_JAVA": "1"}

    def install(self) -> Java:
        return install_java(self.environ, [self.folder / "jvm"])

    def done(self) -> list[str]:
        return (self.folder / "log").read_text().splitlines() if (self.folder / "log").exists() else []


@pytest.fixture
def root(monkeypatch):
    monkeypatch.setattr(java, "_is_root", lambda: True)


SIMULATE_17 = "install --simulate openjdk-17-jre-headless"
SIMULATE_21 = "install --simulate openjdk-21-jre-headless"
INSTALL_17 = "install -y --no-install-recommends openjdk-17-jre-headless"
INSTALL_21 = "install -y --no-install-recommends openjdk-21-jre-headless"


@pytest.mark.usefixtures("root")
def test_install_takes_17_and_says_first_what_it_does(tmp_path, caplog):
    machine = Machine(tmp_path, known="openjdk-17-jre-headless\nopenjdk-21-jre-headless\n")
    with caplog.at_level(logging.INFO, logger="lakelabel"):
        assert machine.install() == Java(tmp_path / "jvm", 17)
    assert machine.done() == [SIMULATE_17, INSTALL_17]
    assert caplog.messages == [
        "no Java 17 or 21 here: installing one with apt-get (INSTALL_JAVA=0 forbids it)",
        "installing openjdk-17-jre-headless",
    ]


@pytest.mark.usefixtures("root")
def test_install_takes_21_where_there_is_no_17(tmp_path):
    machine = Machine(tmp_path, known="openjdk-21-jre-headless\n")
    assert machine.install() == Java(tmp_path / "jvm", 21)
    assert machine.done() == [SIMULATE_17, SIMULATE_21, INSTALL_21]


@pytest.mark.usefixtures("root")
def test_install_fetches_the_package_lists_of_a_fresh_machine(tmp_path):
    machine = Machine(tmp_path, server="openjdk-17-jre-headless\n")
    assert machine.install() == Java(tmp_path / "jvm", 17)
    assert machine.done() == [SIMULATE_17, SIMULATE_21, "update", SIMULATE_17, INSTALL_17]


@pytest.mark.usefixtures("root")
def test_install_tries_again_with_new_lists_where_they_were_old(tmp_path):
    names = "openjdk-17-jre-headless\n"
    machine = Machine(tmp_path, known=names, server=names)
    (tmp_path / "stale").touch()
    assert machine.install() == Java(tmp_path / "jvm", 17)
    assert machine.done() == [SIMULATE_17, INSTALL_17, "update", INSTALL_17]


@pytest.mark.usefixtures("root")
def test_install_does_nothing_where_a_fit_java_is_there(tmp_path):
    machine = Machine(tmp_path)
    _jdk(tmp_path / "jvm", "17.0.15")
    assert machine.install() == Java(tmp_path / "jvm", 17)
    assert machine.done() == []


@pytest.mark.usefixtures("root")
def test_install_that_fails_says_why_and_gives_the_commands(tmp_path):
    machine = Machine(tmp_path, server="another-package\n")
    with pytest.raises(SetupError, match=r"apt-get could not install a Java runtime\.") as raised:
        machine.install()
    assert "seen:  neither package is in the package lists" in str(raised.value)
    assert all(command in str(raised.value) for command in (DEBIAN, MACOS, WINDOWS))


@pytest.mark.usefixtures("root")
def test_install_java_0_forbids_the_installation(tmp_path):
    machine = Machine(tmp_path, known="openjdk-17-jre-headless\n")
    machine.environ["INSTALL_JAVA"] = "0"
    with pytest.raises(SetupError, match=r"not done for you: INSTALL_JAVA=0 forbids it") as raised:
        machine.install()
    assert all(command in str(raised.value) for command in (DEBIAN, MACOS, WINDOWS))
    assert machine.done() == []


def test_without_root_nothing_is_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(java, "_is_root", lambda: False)
    machine = Machine(tmp_path, known="openjdk-17-jre-headless\n")
    with pytest.raises(SetupError, match=r"that takes apt-get and root") as raised:
        machine.install()
    assert "sudo apt-get install -y openjdk-17-jre-headless" in str(raised.value)
    assert machine.done() == []


def test_the_command_line_prints_the_home(tmp_path, monkeypatch, capsys):
    home = _jdk(tmp_path / "jdk", "17.0.15")
    monkeypatch.setenv("JAVA_HOME", str(home))
    assert (java.main([]), java.main(["--install"])) == (0, 0)
    assert capsys.readouterr().out == f"{home}\n{home}\n"


def test_the_command_line_ends_with_exit_code_2_where_there_is_none(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("JAVA_HOME", str(_jdk(tmp_path / "old", "11.0.22")))
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(java._USUAL_PLACES, sys.platform, ())
    assert java.main([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Java too old.\n")
