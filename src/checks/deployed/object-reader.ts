import { parseObjects } from '../validation/builds';
import { cacheKey } from '../validation/cache';
import type { KubeObject } from '../validation/objects';

/** Separates objects in the output of kustomize. Text inside an object is indented, so no value contains this line. */
const END = /^---\n/m;

/** Parses the output of kustomize. Most objects are equal on both sides of a comparison, and are parsed once. */
export class ObjectReader {
  private readonly known = new Map<string, KubeObject[]>();

  read(output: string): KubeObject[] {
    return output.split(END).flatMap((text) => {
      const key = cacheKey([text]);
      const objects = this.known.get(key) ?? parseObjects(text);
      this.known.set(key, objects);
      return objects;
    });
  }
}
