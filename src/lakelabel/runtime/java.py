"""Finds a Java runtime that fits Spark; ``python -m lakelabel.runtime.java --install`` gets one where it may.

Not here: setting JAVA_HOME (the session does that, for itself) and starting a JVM for Spark (``session``).
"""

from __future__ import annotations

import argparse
import glob
import logging
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lakelabel.errors import SetupError
from lakelabel.runtime import apt
from lakelabel.runtime.apt import run

_log = logging.getLogger(__name__)

VERSIONS = (17, 21)
"""The versions that fit, the preferred one first."""

_VALID = "Java 17 or 21"
_PACKAGES = tuple(f"openjdk-{version}-jre-headless" for version in VERSIONS)
_MODULE = "jdk.incubator.vector"  # Spark's launcher asks for it: a cut-down JRE without it does not start
_ASK_SECONDS = 30

_COMMANDS = {
    "Debian, Ubuntu": " || ".join(f"{{sudo}}apt-get install -y {package}" for package in _PACKAGES),
    "macOS": "brew install openjdk@17",
    "Windows": "winget install EclipseAdoptium.Temurin.17.JDK",
}

_JAVA_HOME = "/usr/libexec/java_home"  # macOS's own finder
_MAKERS = ("Amazon Corretto", "BellSoft", "Eclipse Adoptium", "Java", "Microsoft", "OpenJDK", "Zulu")
_USUAL_PLACES = {
    "linux": (
        "/usr/lib/jvm/*",
        "/usr/lib64/jvm/*",
        "/usr/java/*",
        "/opt/java*",
        "/opt/java*/*",
        "/opt/jdk*",
        "~/.sdkman/candidates/java/*",
        "/home/linuxbrew/.linuxbrew/opt/openjdk*/libexec",
    ),
    "darwin": (
        "/Library/Java/JavaVirtualMachines/*/Contents/Home",
        "~/Library/Java/JavaVirtualMachines/*/Contents/Home",
        "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
        "/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
        "/opt/java*",
        "~/.sdkman/candidates/java/*",
    ),
    "win32": tuple(f"{{programs}}/{maker}/*" for maker in _MAKERS),
}


@dataclass(frozen=True)
class Java:
    """A Java runtime that fits.

    Attributes:
        home: Its folder, as JAVA_HOME takes it.
        version: Its major version.
    """

    home: Path
    version: int


@dataclass(frozen=True)
class _Candidate:
    """What stands in one place; without a fault it fits."""

    source: str  # JAVA_HOME, PATH, or nothing for one of the usual places
    home: Path
    version: int  # 0 where it is not known
    fault: str | None

    def __str__(self) -> str:
        return f"{self.home} ({self.source})" if self.source else str(self.home)


def find_java(environ: Mapping[str, str] | None = None, places: Sequence[Path] | None = None) -> Java:
    """Finds a Java 17 or 21 runtime.

    JAVA_HOME comes first, then the `java` on PATH, then the usual places; among these 17 comes before 21.

    Args:
        environ: Environment variables; this process's own where absent.
        places: Java homes to look at in place of the usual ones.

    Returns:
        The runtime. Where JAVA_HOME is set to one that does not fit, the log says which is used instead.

    Raises:
        SetupError: If there is none, or none that fits.
    """
    java, refused = _search(os.environ if environ is None else environ, places)
    if java is None:
        raise _error(refused, _one_command() if refused else _all_commands())
    if refused and refused[0].source == "JAVA_HOME":
        unfit = refused[0]
        _log.info(
            "JAVA_HOME is %s (%s); using Java %d in %s", unfit.home, unfit.fault, java.version, java.home
        )
    return java


def install_java(environ: Mapping[str, str] | None = None, places: Sequence[Path] | None = None) -> Java:
    """Installs a Java runtime with apt-get, unless one that fits is there already.

    It needs root, and `INSTALL_JAVA=0` forbids it.

    Args:
        environ: Environment variables; this process's own where absent.
        places: Java homes to look at in place of the usual ones.

    Returns:
        The runtime that is there now.

    Raises:
        SetupError: If it may not or cannot be installed here; the message has the command for each platform.
    """
    environ = os.environ if environ is None else environ
    java, refused = _search(environ, places)
    if java is not None:
        return java
    if environ.get("INSTALL_JAVA") == "0":
        raise _error(refused, _all_commands("INSTALL_JAVA=0 forbids it"))
    if not (apt.is_there(environ) and _is_root()):
        raise _error(refused, _all_commands("that takes apt-get and root"))
    _log.info("no %s here: installing one with apt-get (INSTALL_JAVA=0 forbids it)", _VALID)
    if failure := apt.install_first(_PACKAGES, environ):
        raise SetupError(
            "apt-get could not install a Java runtime.",
            where=" or ".join(_PACKAGES),
            seen=failure,
            valid=_VALID,
            fix=_all_commands(),
        )
    return find_java(environ, places)


def _search(
    environ: Mapping[str, str], places: Sequence[Path] | None
) -> tuple[Java | None, list[_Candidate]]:
    """Gives the first runtime that fits, and those refused before it."""
    refused: dict[Path, _Candidate] = {}
    for candidate in _candidates(environ, places):
        if candidate.fault is None:
            return Java(candidate.home, candidate.version), list(refused.values())
        refused.setdefault(candidate.home.resolve(), candidate)
    return None, list(refused.values())


def _candidates(environ: Mapping[str, str], places: Sequence[Path] | None) -> Iterator[_Candidate]:
    """Looks where Java may be; a generator, as most runs need only the first place."""
    if given := environ.get("JAVA_HOME"):
        yield _look(Path(given), environ, "JAVA_HOME")
    command = shutil.which("java", path=environ.get("PATH", ""))
    # without Java macOS has a stub there that opens a window; java_home tells the same silently
    if command and not (sys.platform == "darwin" and command == "/usr/bin/java"):
        launcher = Path(command).resolve()
        yield _look(launcher.parent.parent, environ, "PATH", launcher)
    homes = _usual_places(environ) if places is None else places
    there = [_look(home, environ) for home in homes if _launcher(home)]
    yield from sorted(there, key=lambda candidate: (candidate.fault is not None, candidate.version))


def _look(
    home: Path, environ: Mapping[str, str], source: str = "", launcher: Path | None = None
) -> _Candidate:
    launcher = launcher or _launcher(home)
    if launcher is None:
        return _Candidate(source, home, 0, "no bin/java there")
    try:  # a JDK or JRE says its version in a file, which is faster than starting it
        release = (home / "release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        release = ""
    text = _first(r'^JAVA_VERSION="([^"]+)"', release)
    if text is None:
        said = _ask(launcher, environ)
        text = _first(r'version "([^"]+)"', said)
        # the `java` of a version manager is a script that stands outside its home
        home = Path(_first(r"^\s*java\.home = (.+?)\s*$", said) or home)
    version = int(_first(r"^(?:1\.)?(\d+)", text or "") or 0)  # as in 1.8.0_402, 17.0.15 or 21-ea
    modules = _first(r'^MODULES="([^"]*)"', release)
    fault = None
    if not version:
        fault = "`java -version` tells no version there"
    elif version not in VERSIONS:
        fault = f"Java {version}"
    elif modules is not None and _MODULE not in re.split(r"[\s,]+", modules):
        fault = f"Java {version} without the module {_MODULE}"
    return _Candidate(source, home, version, fault)


def _launcher(home: Path) -> Path | None:
    found = shutil.which("java", path=str(home / "bin"))
    return Path(found) if found else None


def _ask(launcher: Path, environ: Mapping[str, str]) -> str:
    return run([str(launcher), "-XshowSettings:properties", "-version"], environ, _ASK_SECONDS)[1]


def _first(pattern: str, text: str) -> str | None:
    found = re.search(pattern, text, re.MULTILINE)
    return found[1] if found else None


def _usual_places(environ: Mapping[str, str]) -> list[Path]:
    programs = environ.get("ProgramFiles", "C:/Program Files")
    found: list[str] = []
    for pattern in _USUAL_PLACES.get(sys.platform, _USUAL_PLACES["linux"]):
        found += sorted(glob.glob(os.path.expanduser(pattern.format(programs=programs))))
    if sys.platform == "darwin":
        asked = [run([_JAVA_HOME, "-v", str(v)], environ, _ASK_SECONDS) for v in VERSIONS]
        found += [said.splitlines()[0] for well, said in asked if well and said]
    # distributions link one name to another: keep each home once
    return list(dict.fromkeys(Path(home).resolve() for home in found))


def _error(refused: Sequence[_Candidate], fix: str) -> SetupError:
    if not refused:
        where = "JAVA_HOME, PATH and the usual places"
        return SetupError("No Java runtime was found.", where=where, valid=_VALID, fix=fix)
    first = next((candidate for candidate in refused if candidate.version), refused[0])
    if not first.version:
        what = "No usable Java runtime was found."
    elif first.version < min(VERSIONS):
        what = "Java too old."
    elif first.version > max(VERSIONS):
        what = "Java too new."
    else:
        what = "This Java does not fit."
    others = [f"{candidate.fault} in {candidate}" for candidate in refused if candidate is not first]
    return SetupError(
        what, where=str(first), seen="; ".join([str(first.fault), *others]), valid=_VALID, fix=fix
    )


def _one_command() -> str:
    """Gives the command of this platform, or all where this one has none."""
    if sys.platform == "darwin":
        return _COMMANDS["macOS"]
    if sys.platform == "win32":
        return _COMMANDS["Windows"]
    return _COMMANDS["Debian, Ubuntu"].format(sudo=_sudo()) if shutil.which("apt-get") else _all_commands()


def _all_commands(why_not_here: str | None = None) -> str:
    head = f"install {_VALID}"
    if why_not_here:
        head += f" (not done for you: {why_not_here})"
    commands = {**_COMMANDS, "elsewhere": f"any {_VALID}, with JAVA_HOME set to its folder"}
    lines = [f"{name + ':':<15} {command.format(sudo=_sudo())}" for name, command in commands.items()]
    return "\n           ".join([head, *lines])


def _sudo() -> str:
    return "" if _is_root() else "sudo "


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the JAVA_HOME of a runtime that fits.

    Args:
        argv: Command-line arguments; the process's own where absent.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(
        prog="python -m lakelabel.runtime.java", description="Print the folder of a Java 17 or 21 runtime."
    )
    parser.add_argument("--install", action="store_true", help="install one with apt-get if there is none")
    arguments = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="lakelabel: %(message)s")
    try:
        java = install_java() if arguments.install else find_java()
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sys.stdout.write(f"{java.home}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
