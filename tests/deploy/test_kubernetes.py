"""The files for Kubernetes: each fits its schema, all fit each other and the app."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.conftest import PROJECT

FOLDER = PROJECT / "deploy" / "kubernetes"
FILES = sorted(path for path in FOLDER.iterdir() if path.name != "kustomization.yaml")
NAME = {"app.kubernetes.io/name": "pain-options-explorer"}
KINDS = {
    "Deployment",
    "HorizontalPodAutoscaler",
    "Ingress",
    "NetworkPolicy",
    "PodDisruptionBudget",
    "Service",
}
# The oldest that is still looked after, and the newest that the package knows.
VERSION = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
KUSTOMIZE = (["kubectl", "kustomize"], ["kustomize", "build"])
VERSIONS = ["1.34", kubernetes_validate.latest_version()]


def read(name: str) -> dict[str, Any]:
    """The one document of a file."""
    (document,) = yaml.safe_load_all((FOLDER / name).read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_fits_its_schema(file: Any, version: str) -> None:  # noqa: ANN401
    """Strictly: a field that the schema does not have is an error, too."""
    kubernetes_validate.validate(read(file.name), version, strict=True)


def test_a_field_that_is_not_in_the_schema_is_found() -> None:
    """Otherwise the test above would hold of anything."""
    broken = read("deployment.yaml")
    broken["spec"]["template"]["spec"]["containers"][0]["readyness"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, VERSIONS[-1], strict=True)


def test_every_file_is_used_and_every_kind_is_there() -> None:
    """The base lists each file once."""
    assert sorted(read("kustomization.yaml")["resources"]) == [file.name for file in FILES]
    assert {read(file.name)["kind"] for file in FILES} == KINDS


def test_the_image_is_of_this_version() -> None:
    """What names its place and version finds it in the pod."""
    (container,) = read("deployment.yaml")["spec"]["template"]["spec"]["containers"]
    (image,) = read("kustomization.yaml")["images"]
    assert image == {"name": container["image"], "newTag": VERSION}


def test_the_base_is_built_of_the_files() -> None:
    """Only the image is another, and what comes out fits the schemas, too."""
    command = next((words for words in KUSTOMIZE if shutil.which(words[0])), None)
    if command is None:
        pytest.skip("no kubectl and no kustomize on this machine")
    ended = subprocess.run(
        [*command, str(FOLDER)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    built = list(yaml.safe_load_all(ended.stdout))
    for document in built:
        for version in VERSIONS:
            kubernetes_validate.validate(document, version, strict=True)
    files = [read(file.name) for file in FILES]
    deployment = next(one for one in files if one["kind"] == "Deployment")
    deployment["spec"]["template"]["spec"]["containers"][0]["image"] += f":{VERSION}"
    assert sorted(built, key=str) == sorted(files, key=str)


def test_names_and_ports_fit_each_other() -> None:
    """Whatever selects the pods selects these; whatever names a port names one that there is."""
    deployment, service = read("deployment.yaml")["spec"], read("service.yaml")["spec"]
    (container,) = deployment["template"]["spec"]["containers"]
    assert deployment["template"]["metadata"]["labels"] == NAME
    assert deployment["selector"]["matchLabels"] == NAME
    assert service["selector"] == NAME
    assert read("poddisruptionbudget.yaml")["spec"]["selector"]["matchLabels"] == NAME
    policy = read("networkpolicy.yaml")["spec"]
    assert policy["podSelector"]["matchLabels"] == NAME
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    named = [port["port"] for rule in policy["ingress"] for port in rule["ports"]]
    named += [port["targetPort"] for port in service["ports"]]
    named += [container[f"{kind}Probe"]["httpGet"]["port"] for kind in PROBES]
    assert set(named) <= ports.keys()
    assert f"--port={ports['http']}" in container["args"]
    assert f"--metrics-port={ports['metrics']}" in container["args"]
    scaled = read("horizontalpodautoscaler.yaml")["spec"]["scaleTargetRef"]
    assert scaled["name"] == read("deployment.yaml")["metadata"]["name"]
    (rule,) = read("ingress.yaml")["spec"]["rules"]
    backend = rule["http"]["paths"][0]["backend"]["service"]
    assert backend["name"] == read("service.yaml")["metadata"]["name"]
    assert backend["port"]["name"] in {port["name"] for port in service["ports"]}


PROBES = ("startup", "readiness", "liveness")


def test_a_pod_can_do_as_little_as_possible() -> None:
    """It is no root, writes to no disk, keeps no capability, and asks nobody."""
    pod = read("deployment.yaml")["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert not pod["automountServiceAccountToken"]
    (container,) = pod["containers"]
    context = container["securityContext"]
    assert context["readOnlyRootFilesystem"]
    assert not context["allowPrivilegeEscalation"]
    assert context["capabilities"] == {"drop": ["ALL"]}
    policy = read("networkpolicy.yaml")["spec"]
    assert (policy["egress"], "Egress" in policy["policyTypes"]) == ([], True)


def test_the_app_closes_before_it_is_killed() -> None:
    """It takes 10 seconds at most."""
    pod = read("deployment.yaml")["spec"]["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] > 10
    readiness = pod["containers"][0]["readinessProbe"]
    drain = next(arg for arg in pod["containers"][0]["args"] if arg.startswith("--drain="))
    seen_after = readiness["periodSeconds"] * readiness["failureThreshold"]
    assert seen_after < int(drain.removeprefix("--drain="))
