#!/usr/bin/env node
/*
 * Makes schemas/*.json: what python-gitops validate knows of Kubernetes' kinds and of the custom resources, so that it
 * needs no network. Usage: scripts/schemas.js [--check]; --check writes nothing and fails when the files are others.
 *
 * Sources, both pinned: the package kubernetes-validate (requirements-schemas.txt), which holds the OpenAPI
 * definitions of each version of Kubernetes, and the definitions of custom resources (custom-resources.sh).
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

/** A repeated schema shorter than this is no saving. */
const SHARED_LENGTH = 100;

/** What a quantity is, as the parser of Kubernetes reads it (apimachinery, pkg/api/resource/quantity.go). */
const QUANTITY = {
  type: ['string', 'number', 'null'],
  pattern: '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$',
};

/** Definitions whose OpenAPI schema says less than the API server asks for, or what JSON Schema cannot say so. */
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
    if (process.argv.includes('--check')) console.error(`schemas/${name} is not what scripts/schemas.js makes: run it`);
    else {
      fs.mkdirSync(TARGET, { recursive: true });
      fs.writeFileSync(target, content);
      console.error(`wrote schemas/${name}: ${content.length} bytes`);
    }
  }
  process.exitCode = process.argv.includes('--check') && stale > 0 ? 1 : 0;
}

/** Kinds of Kubernetes, and every definition that they lead to. */
function kubernetes() {
  const all = read(`v${KUBERNETES}.0-local-strict/_definitions.json`).$defs;
  const kinds = {};
  for (const [name, schema] of Object.entries(all)) {
    const versions = schema['x-kubernetes-group-version-kind'] ?? [];
    // Objects alone: no lists of them, and no options of a request, which share one definition among many groups.
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

/** Custom resources, each as closed as the API server is when it prunes: an unknown field is an error. */
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

/** A schema without what is for readers, and without the status, which nobody writes. */
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
    } else {
      kept[key] = strip(schema[key]);
    }
  }
  return kept;
}

/** The schema of a CustomResourceDefinition in JSON Schema's own words, closed. */
function close(schema) {
  const stripped = strip(schema);
  const visit = (source, target) => {
    if (source['x-kubernetes-int-or-string']) {
      delete target.type;
      target.type = ['string', 'integer'];
      delete target.anyOf;
    }
    // The API server drops a null, whatever the schema says of it.
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

/** Writes what occurs more than once only once: Argo CD repeats the whole source in every generator. */
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

/** One definition on one line, in order, so that a change of versions can be read. */
function format({ definitions, kinds, ...rest }) {
  const lines = (object) =>
    Object.keys(object)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${JSON.stringify(object[key])}`)
      .join(',\n');
  const head = Object.entries(rest).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${head.join(',')},\n"kinds":{\n${lines(kinds)}},\n"$defs":{\n${lines(definitions)}}}\n`;
}

/** Reads a file of kubernetes-validate, which is downloaded once. */
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
  if (status !== 0) throw new Error(`${command} ended with code ${status}`);
}
