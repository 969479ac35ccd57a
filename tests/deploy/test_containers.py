"""The files for containers: what they copy is there, what they start is a command of the app."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from ipaddress import ip_address, ip_network
from typing import Any

import yaml

from tests.conftest import PROJECT
from ui.command_line import commands

FOLDER = PROJECT / "deploy"
HAS_MIMALLOC = (3, 13)  # the first version of Python that does
CONTAINERFILE = (FOLDER / "Containerfile").read_text(encoding="utf-8")
INSTRUCTIONS = CONTAINERFILE.replace("\\\n", " ").splitlines()
LAST_STAGE = INSTRUCTIONS[max(n for n, line in enumerate(INSTRUCTIONS) if line[:5] == "FROM ") :]


def instructions(name: str, lines: list[str]) -> list[str]:
    """What follows each instruction of a kind."""
    return [line.partition(" ")[2].strip() for line in lines if line.startswith(f"{name} ")]


def test_what_is_copied_is_there_and_not_ignored() -> None:
    """Everything that the build needs reaches it, and nothing else is sent."""
    copied = [word for line in instructions("COPY", INSTRUCTIONS) for word in line.split()[:-1]]
    copied = [word for word in copied if not word.startswith(("--from", "/"))]
    assert [word for word in copied if not (PROJECT / word).exists()] == []
    ignore = (FOLDER / "Containerfile.dockerignore").read_text(encoding="utf-8").split("\n")
    assert "*" in ignore
    assert sorted(line[1:] for line in ignore if line.startswith("!")) == sorted(copied)


def test_the_last_stage_has_no_compiler_and_is_not_root() -> None:
    """It installs nothing."""
    assert instructions("USER", LAST_STAGE) == ["10001"]
    assert not re.search(r"\b(apt-get|gcc|pip|uv)\b", "\n".join(LAST_STAGE))
    assert instructions("HEALTHCHECK", LAST_STAGE)


def test_the_allocator_is_one_that_the_python_of_the_image_has() -> None:
    """Python does not start with the name of one that it does not know."""
    (environment,) = instructions("ENV", LAST_STAGE)
    allocator = dict(word.split("=", 1) for word in environment.split())["PYTHONMALLOC"]
    (image,) = instructions("FROM", LAST_STAGE)
    assert re.fullmatch(r"python:3\.\d+-slim", image)
    assert int(re.findall(r"\d+", image)[1]) >= HAS_MIMALLOC[1]
    named = {"PYTHONMALLOC": allocator}
    started = subprocess.run([sys.executable, "-c", ""], env=named, check=False)
    assert (started.returncode == 0) == (sys.version_info >= HAS_MIMALLOC)


def test_images_have_short_names() -> None:
    """So that whoever builds them decides where they come from."""
    images = [line.split()[0] for line in instructions("FROM", INSTRUCTIONS)]
    images += [service["image"] for service in compose()["services"].values()]
    assert [image for image in images if "/" in image] == []


def test_what_is_started_is_a_command_of_the_app() -> None:
    """Its parser takes the options of the container and of the pod."""
    (entry,), (command,) = instructions("ENTRYPOINT", LAST_STAGE), instructions("CMD", LAST_STAGE)
    assert json.loads(entry) == ["pain-options"]
    path = FOLDER / "kubernetes" / "deployment.yaml"
    pod = yaml.safe_load(path.read_text(encoding="utf-8"))["spec"]["template"]["spec"]
    for arguments in (json.loads(command), pod["containers"][0]["args"]):
        parsed = commands.parser().parse_args(arguments)
        assert (parsed.drain, parsed.log_format) == (3, "json")


def compose() -> dict[str, Any]:
    """The services behind the proxy."""
    read: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    return read


def test_the_proxy_knows_each_replica() -> None:
    """Each is in the file of nginx, and only the proxy can be reached from outside."""
    services = compose()["services"]
    nginx = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    apps = {name for name in services if name != "proxy"}
    assert set(re.findall(r"server (\w+):8501", nginx)) == apps
    assert [name for name in services if "ports" in services[name]] == ["proxy"]
    for name, service in services.items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name


def test_a_replica_keeps_its_address() -> None:
    """It is asked for once: each replica has one of its own, in the network that leads nowhere."""
    services, networks = compose()["services"], compose()["networks"]
    apps = [service for name, service in services.items() if name != "proxy"]
    assert [list(app["networks"]) for app in apps] == [["inside"]] * len(apps)
    addresses = [ip_address(app["networks"]["inside"]["ipv4_address"]) for app in apps]
    (subnet,) = (ip_network(one["subnet"]) for one in networks["inside"]["ipam"]["config"])
    assert networks["inside"]["internal"]
    assert len(set(addresses)) == len(apps)
    # The first of them is the host's own.
    assert set(addresses) <= set(list(subnet.hosts())[1:])
