"""Write JSON schemas in the layout that kubeconform reads, to validate manifests offline.

Usage: kubernetes_schemas.py VERSION TARGET CRD...   VERSION is, for example, 1.34: writes to TARGET/v1.34.0-strict.

The schemas of built-in kinds come from the package kubernetes-validate, which disallows unknown fields. Those of custom
resources come from their definitions, which allow unknown fields because the API server drops them. A field without
effect is a mistake, so these schemas disallow unknown fields, too.

See https://github.com/yannh/kubeconform#overriding-schemas-location
"""

import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

JsonObject = dict[str, Any]


def write_own_kinds(version: str, target: Path) -> int:
    """Copy the strict schemas of a Kubernetes version, with references to a file in the same folder."""
    source = files("kubernetes_validate") / "kubernetes-json-schema" / f"v{version}.0-local-strict"
    written = 0
    for entry in source.iterdir():
        # With $id, references would be relative to it. Without it, they're relative to the file.
        schema = json.loads(entry.read_text())
        schema.pop("$id", None)
        text = json.dumps(schema).replace('"/api/_definitions.json#', '"_definitions.json#')
        if entry.name == "_definitions.json":
            text = text.replace('"_definitions.json#', '"#')
        (target / entry.name).write_text(text)
        written += 1
    return written


def write_custom_resources(definition: Path, target: Path) -> int:
    """Write a schema for each version of each definition in a file."""
    written = 0
    for document in yaml.safe_load_all(definition.read_text()):
        if not document or document["kind"] != "CustomResourceDefinition":
            continue
        kind = document["spec"]["names"]["kind"]
        group = document["spec"]["group"]
        for version in document["spec"]["versions"]:
            schema = version["schema"]["openAPIV3Schema"]
            schema["properties"] |= {
                "apiVersion": {"const": f"{group}/{version['name']}"},
                "kind": {"const": kind},
                "metadata": {"$ref": "_definitions.json#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"},
            }
            schema["required"] = sorted({"apiVersion", "kind", "metadata", *schema.get("required", [])})
            close(schema)
            name = f"{kind.lower()}-{group.split('.')[0]}-{version['name']}.json"
            (target / name).write_text(json.dumps(schema))
            written += 1
    return written


def close(schema: JsonObject) -> None:
    """Disallow unknown fields in objects that declare their fields, and translate OpenAPI extensions."""
    if schema.pop("x-kubernetes-int-or-string", False):
        schema["type"] = ["integer", "string"]
    if schema.pop("nullable", False):
        schema["type"] = [schema["type"], "null"]
    properties = schema.get("properties", {})
    if properties and "additionalProperties" not in schema:
        schema["additionalProperties"] = bool(schema.get("x-kubernetes-preserve-unknown-fields", False))
    inner = [*properties.values(), schema.get("items"), schema.get("additionalProperties")]
    for part in inner:
        if isinstance(part, dict):
            close(part)


def main() -> None:
    """Write the schemas."""
    version, target, definitions = sys.argv[1], Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]]
    folder = target / f"v{version}.0-strict"
    folder.mkdir(parents=True)
    own = write_own_kinds(version, folder)
    custom = sum(write_custom_resources(definition, folder) for definition in definitions)
    if own == 0 or custom < len(definitions):
        sys.exit(f"found only {own} built-in kinds, and {custom} custom resources in {len(definitions)} files")


if __name__ == "__main__":
    main()
