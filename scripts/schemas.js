#!/usr/bin/env node
/*
 * Writes schemas/*.json, with which python-gitops validate checks built-in kinds and custom resources offline.
 * Usage: scripts/schemas.js [--check]; --check writes nothing, and fails if a file is out of date.
 *
 * Both sources are pinned: the package kubernetes-validate (requirements-schemas.txt), which contains the OpenAPI
 * definitions of each version of Kubernetes, and CustomResourceDefinitions (custom-resources.sh).
 */
'use strict';
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { homedir } = require('node:os');
const path = require('node:path');
const { parseAllDocuments } = require('yaml');

const KUBERNETES = '1.34';
const ROOT = path.join(__dirname, '..');
const TARGET = path.join(ROOT, 'schemas');
const CACHE =
  process.env.PYTHON_GITOPS_CACHE ??
  path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'python-gitops');

/** Sharing a shorter schema saves nothing. */
const SHARED_LENGTH = 100;

/** A quantity, as Kubernetes parses it (apimachinery, pkg/api/resource/quantity.go). */
const QUANTITY = {
  type: ['string', 'number', 'null'],
  pattern: '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$',
};

/** Definitions whose OpenAPI schema is looser than the API server, or doesn't translate to JSON Schema. */
const REPLACED = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': QUANTITY,
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['string', 'integer', 'null'] },
  // Any JSON, by design.
  'io.k8s.apimachinery.pkg.runtime.RawExtension': {},
};

const KEPT = [
  '$ref',
  'type',
  'enum',
  'properties',
  'required',
  'items',
  'additionalProperties',
  'anyOf',
  'oneOf',
  'allOf',
  'not',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
];

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

main();

function main() {
  const files = { 'kubernetes.json': kubernetes(), 'custom-resources.json': customResources() };
  let stale = 0;
  for (const [name, content] of Object.entries(files)) {
    const target = path.join(TARGET, name);
    const before = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : undefined;
    if (before === content) continue;
    stale += 1;
    if (process.argv.includes('--check')) console.error(`schemas/${name} is out of date: run node scripts/schemas.js`);
    else {
      fs.mkdirSync(TARGET, { recursive: true });
      fs.writeFileSync(target, content);
      console.error(`wrote schemas/${name}: ${content.length} bytes`);
    }
  }
  process.exitCode = process.argv.includes('--check') && stale > 0 ? 1 : 0;
}

/** Built-in kinds, and all definitions that they reference. */
function kubernetes() {
  const all = read(`v${KUBERNETES}.0-local-strict/_definitions.json`).$defs;
  const kinds = {};
  for (const [name, schema] of Object.entries(all)) {
    const versions = schema['x-kubernetes-group-version-kind'] ?? [];
    // Only objects: no lists, and no request options, whose definition belongs to many groups.
    if (versions.length !== 1 || !schema.properties?.metadata || !schema.properties?.kind) continue;
    const [{ group, version, kind }] = versions;
    if (/List$|^(Status|WatchEvent|DeleteOptions)$/.test(kind)) continue;
    kinds[`${group === '' ? '' : `${group}/`}${version} ${kind}`] = name;
  }
  const definitions = {};
  const add = (name) => {
    if (definitions[name]) return;
    definitions[name] = REPLACED[name] ?? strip(all[name]);
    for (const [, inner] of JSON.stringify(definitions[name]).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)) add(inner);
  };
  for (const name of Object.values(kinds)) add(name);
  return format({ $id: 'kubernetes.json', version: KUBERNETES, kinds, definitions });
}

/** Custom resources. Fields that the API server would prune are errors. */
function customResources() {
  run(path.join(__dirname, 'custom-resources.sh'), []);
  const folder = path.join(CACHE, 'crds');
  const kinds = {};
  const schemas = {};
  for (const file of fs.readdirSync(folder).sort()) {
    for (const document of parseAllDocuments(fs.readFileSync(path.join(folder, file), 'utf8'))) {
      const crd = document.toJS();
      if (crd?.kind !== 'CustomResourceDefinition') continue;
      const { group, names, versions } = crd.spec;
      for (const { name: version, schema } of versions) {
        const name = `${names.kind}.${version}.${group}`;
        kinds[`${group}/${version} ${names.kind}`] = name;
        schemas[name] = close({
          ...schema.openAPIV3Schema,
          properties: {
            ...schema.openAPIV3Schema.properties,
            metadata: { $ref: `kubernetes.json#/$defs/${OBJECT_META}` },
          },
        });
      }
    }
  }
  return format({ $id: 'custom-resources.json', kinds, definitions: share(schemas) });
}

/** Removes descriptions, and the fields of the status, which only controllers write. */
function strip(schema) {
  if (Array.isArray(schema)) return schema.map(strip);
  if (schema === null || typeof schema !== 'object') return schema;
  const kept = {};
  for (const key of KEPT) {
    if (schema[key] === undefined) continue;
    if (key === 'properties') {
      kept.properties = Object.fromEntries(
        Object.entries(schema.properties).map(([name, value]) => [
          name,
          name === 'status' && schema.properties.spec ? { type: ['object', 'null'] } : strip(value),
        ]),
      );
    } else if (key === 'pattern') {
      kept.pattern = withoutFlag(schema.pattern);
    } else {
      kept[key] = strip(schema[key]);
    }
  }
  return kept;
}

/** Translates a case-insensitive pattern of Go to JavaScript, which has no flags inside patterns. */
function withoutFlag(pattern) {
  if (!pattern.includes('(?i)')) return pattern;
  if (/[[\\]/.test(pattern)) throw new Error(`cannot translate the pattern ${pattern}`);
  return pattern.replace('(?i)', '').replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}

/** Translates the schema of a CustomResourceDefinition to JSON Schema, and disallows unknown fields. */
function close(schema) {
  const stripped = strip(schema);
  const visit = (source, target) => {
    if (source['x-kubernetes-int-or-string']) {
      delete target.type;
      target.type = ['string', 'integer'];
      delete target.anyOf;
    }
    // The API server drops null values regardless of the schema.
    if (typeof target.type === 'string') target.type = [target.type, 'null'];
    else if (Array.isArray(target.type) && !target.type.includes('null')) target.type.push('null');
    if (source.properties) {
      const open = source['x-kubernetes-preserve-unknown-fields'] || source['x-kubernetes-embedded-resource'];
      if (!open && target.additionalProperties === undefined) target.additionalProperties = false;
      for (const [name, value] of Object.entries(source.properties)) {
        const inner = target.properties[name];
        if (inner && !inner.$ref && !(name === 'status' && source.properties.spec)) visit(value, inner);
      }
    }
    if (source.items) visit(source.items, target.items);
    if (source.additionalProperties && typeof source.additionalProperties === 'object') {
      visit(source.additionalProperties, target.additionalProperties);
    }
  };
  visit(schema, stripped);
  return stripped;
}

/** Shares repeated schemas: Argo CD repeats the whole source in every generator. */
function share(schemas) {
  const texts = new Map();
  const count = (schema) => {
    for (const inner of children(schema)) count(inner);
    const text = JSON.stringify(schema);
    if (text.length >= SHARED_LENGTH) texts.set(text, (texts.get(text) ?? 0) + 1);
  };
  for (const schema of Object.values(schemas)) count(schema);
  const definitions = {};
  const replace = (schema, isTop) => {
    const text = JSON.stringify(schema);
    const copy = mapChildren(schema, (inner) => replace(inner, false));
    if (isTop || (texts.get(text) ?? 0) < 2) return copy;
    const name = createHash('sha256').update(text).digest('hex').slice(0, 10);
    definitions[name] = copy;
    return { $ref: `#/$defs/${name}` };
  };
  for (const [name, schema] of Object.entries(schemas)) definitions[name] = replace(schema, true);
  return definitions;
}

function children(schema) {
  const inner = Object.values(schema.properties ?? {});
  if (schema.items) inner.push(schema.items);
  if (isObject(schema.additionalProperties)) inner.push(schema.additionalProperties);
  return inner;
}

function mapChildren(schema, change) {
  const copy = { ...schema };
  if (schema.properties) {
    copy.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, value]) => [name, change(value)]),
    );
  }
  if (schema.items) copy.items = change(schema.items);
  if (isObject(schema.additionalProperties)) copy.additionalProperties = change(schema.additionalProperties);
  return copy;
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

/** Writes one definition per line, sorted, so that diffs of a new version are readable. */
function format({ definitions, kinds, ...rest }) {
  const lines = (object) =>
    Object.keys(object)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${JSON.stringify(object[key])}`)
      .join(',\n');
  const head = Object.entries(rest).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${head.join(',')},\n"kinds":{\n${lines(kinds)}},\n"$defs":{\n${lines(definitions)}}}\n`;
}

/** Reads a file of kubernetes-validate, and downloads the package first if it isn't in the cache. */
function read(name) {
  const requirements = path.join(__dirname, 'requirements-schemas.txt');
  const key = createHash('sha256').update(fs.readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = path.join(CACHE, `kubernetes-validate-${key}`);
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(CACHE, { recursive: true });
    const scratch = fs.mkdtempSync(path.join(CACHE, '.kubernetes-validate-'));
    const download = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'];
    run('python3', [...download, '--require-hashes', '--requirement', requirements, '--dest', scratch]);
    for (const wheel of fs.readdirSync(scratch)) {
      run('python3', ['-m', 'zipfile', '-e', path.join(scratch, wheel), scratch]);
      fs.rmSync(path.join(scratch, wheel));
    }
    fs.renameSync(scratch, folder);
  }
  const file = path.join(folder, 'kubernetes_validate', 'kubernetes-json-schema', name);
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} failed with exit code ${status}`);
}
