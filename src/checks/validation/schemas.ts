import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Ajv from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { KubeObject } from './objects';
import type { YamlPath } from './yaml-file';
import { isRecord } from '../../common/records';
import { LIBRARY_FOLDER } from '../../config/library';
import { nearestName } from '../../config/rules';

/** What the schema of an object rejects. */
export interface SchemaError {
  /** Path of the wrong value; of the parent, when a field is missing. */
  readonly path: YamlPath;
  readonly message: string;
  readonly fix: string;
  /** Whether the value itself is wrong: a file with another value is then not the source. */
  readonly isValue: boolean;
}

/** At the same path from the compiled library and from its source; scripts/schemas.js creates them. */
const FOLDER = join(LIBRARY_FOLDER, 'schemas');

/** More errors of one object than this help no reader. */
const MAX_ERRORS = 20;

interface SchemaFile {
  readonly $id: string;
  readonly version?: string;
  /** Name of the definition by `group/version kind`. */
  readonly kinds: Readonly<Record<string, string>>;
}

/**
 * The schemas of Kubernetes and of common custom resources. They are read on first use, and each kind is compiled on
 * first use.
 */
export class Schemas {
  private readonly validators = new Map<string, ValidateFunction | undefined>();
  private readonly texts = ['kubernetes.json', 'custom-resources.json'].map((name) =>
    readFileSync(join(FOLDER, name), 'utf8'),
  );
  private read?: readonly SchemaFile[];
  private loaded?: Ajv;

  /** Hash of the schemas, which every cached result depends on. */
  readonly hash = createHash('sha256').update(this.texts.join('')).digest('hex');

  /** Minor version of Kubernetes of these schemas. */
  get version(): string {
    return this.files()[0].version as string;
  }

  /** Whether there is a schema for the kind of an object. */
  knows(object: Pick<KubeObject, 'apiVersion' | 'kind'>): boolean {
    const kind = `${object.apiVersion} ${object.kind}`;
    return this.files().some(({ kinds }) => kinds[kind] !== undefined);
  }

  /** The errors of an object; none for a kind without a schema. */
  check(object: KubeObject): SchemaError[] {
    const validate = this.validator(`${object.apiVersion} ${object.kind}`);
    if (!validate || validate(object)) return [];
    return explain(validate.errors ?? []).slice(0, MAX_ERRORS);
  }

  private validator(kind: string): ValidateFunction | undefined {
    if (!this.validators.has(kind)) {
      const file = this.files().find(({ kinds }) => kinds[kind] !== undefined);
      const reference = file && `${file.$id}#/$defs/${escapeReference(file.kinds[kind])}`;
      this.validators.set(kind, reference === undefined ? undefined : this.ajv().getSchema(reference));
    }
    return this.validators.get(kind);
  }

  private files(): readonly SchemaFile[] {
    this.read ??= this.texts.map((text) => JSON.parse(text) as SchemaFile);
    return this.read;
  }

  private ajv(): Ajv {
    if (!this.loaded) {
      // Loaded on demand: usually every result is in the cache.
      const { default: Validator } = require('ajv') as typeof import('ajv');
      this.loaded = new Validator({
        allErrors: true,
        verbose: true,
        strict: false,
        // These files are ours and tested; checking them at every start only costs time.
        meta: false,
        validateSchema: false,
        validateFormats: false,
        // The patterns are written for Go, which lacks this flag.
        unicodeRegExp: false,
        logger: false,
      });
      for (const file of this.files()) this.loaded.addSchema(file);
    }
    return this.loaded;
  }
}

function escapeReference(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function explain(errors: readonly ErrorObject[]): SchemaError[] {
  const alternatives = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  return errors
    .filter(
      (error) =>
        error.keyword !== 'if' &&
        // That no alternative fits is more useful than what each of them lacks.
        !alternatives.some((other) => other !== error && error.schemaPath.startsWith(`${other.schemaPath}/`)),
    )
    .map(explainOne);
}

function explainOne(error: ErrorObject): SchemaError {
  const path = error.instancePath.split('/').slice(1).map(decode(error));
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = String(params.additionalProperty);
      const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
      const guess = nearestName(name, known);
      return {
        path: [...path, name],
        message: `has the unknown field ${name}`,
        fix: guess ? `did you mean ${guess}?` : `remove it; known fields: ${listOf(known)}`,
        isValue: false,
      };
    }
    case 'required':
      return {
        path,
        message: `lacks the field ${String(params.missingProperty)}`,
        fix: `add ${String(params.missingProperty)}`,
        isValue: false,
      };
    case 'type': {
      const types = typeNames(params.type);
      return {
        path,
        message: `must be ${types}, got ${show(error.data)}`,
        fix: typeFix(types, error.data),
        isValue: true,
      };
    }
    case 'enum': {
      const values = (params.allowedValues as unknown[]).map(String);
      const guess = nearestName(String(error.data), values);
      const fix = guess ? `did you mean ${guess}?` : `use one of ${listOf(values)}`;
      return { path, message: `must be one of ${listOf(values)}, got ${show(error.data)}`, fix, isValue: true };
    }
    default:
      return {
        path,
        message: `${error.message ?? error.keyword}, got ${show(error.data)}`,
        fix: 'use a value that the field allows',
        isValue: true,
      };
  }
}

/** A step of a JSON pointer. The pointer does not tell an index from a key, so digits decide. */
function decode(_error: ErrorObject): (step: string) => string | number {
  return (step) => (/^(?:0|[1-9]\d*)$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function typeNames(types: unknown): string {
  const names = (Array.isArray(types) ? (types as unknown[]) : [types]).map(String).filter((name) => name !== 'null');
  return names.map((name) => (/^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`)).join(' or ');
}

function typeFix(types: string, data: unknown): string {
  if (types === 'a string' && (typeof data === 'number' || typeof data === 'boolean')) {
    return `quote it: "${String(data)}"`;
  }
  if (/^an? (?:integer|number|boolean)$/.test(types) && typeof data === 'string') return 'remove the quotes';
  return `write ${types}`;
}

function listOf(values: readonly string[]): string {
  return values.length <= 12 ? values.join(', ') : `${values.slice(0, 12).join(', ')}, …`;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'an object';
  return JSON.stringify(value);
}
