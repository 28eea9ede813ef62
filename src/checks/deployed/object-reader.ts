import { parseObjects } from '../validation/builds';
import { keyOf } from '../validation/cache';
import type { KubeObject } from '../validation/objects';

/** Where kustomize ends an object. All text in one is indented, so that no value has such a line. */
const END = /^---\n/m;

/** Reads what kustomize printed. Most objects are the same on both sides of a comparison, and are read once. */
export class ObjectReader {
  private readonly known = new Map<string, KubeObject[]>();

  read(output: string): KubeObject[] {
    return output.split(END).flatMap((text) => {
      const key = keyOf([text]);
      const objects = this.known.get(key) ?? parseObjects(text);
      this.known.set(key, objects);
      return objects;
    });
  }
}
