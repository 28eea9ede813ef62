import type { KubeObject } from './objects';
import { at, describeObject, nameOf } from './objects';

/** The ConfigMaps and Secrets that an object creates: itself, or through a controller. */
export function provides(object: KubeObject): string[] {
  switch (object.kind) {
    case 'ConfigMap':
    case 'Secret':
      return [describeObject(object)];
    case 'SealedSecret':
      return [`Secret ${text(at(object, ['spec', 'template', 'metadata', 'name'])) ?? nameOf(object)}`];
    case 'ExternalSecret':
      return [`Secret ${text(at(object, ['spec', 'target', 'name'])) ?? nameOf(object)}`];
    case 'Certificate':
      return [`Secret ${text(at(object, ['spec', 'secretName'])) ?? nameOf(object)}`];
    default:
      return [];
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
