import type { Finding } from '../../common/findings';
import type { App, Texts } from '../model';

/**
 * Maximum bytes of an object's data and of its annotations. A ConfigMap may have one mebibyte, which also has to hold
 * the rest of the object and Argo CD's copy of it.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/
 */
const MAX_CONFIG = 512 * 1024;
const MAX_ANNOTATIONS = 128 * 1024;

/** Checks that values merged from several levels fit into one object. */
export function checkSizes(app: App, path: string, report: (finding: Finding) => void): void {
  for (const own of app.environments) {
    const { name } = own.environment;
    const sums = [
      { option: 'env', size: bytes(own.env), most: MAX_CONFIG },
      { option: 'annotations', size: bytes(own.annotations), most: MAX_ANNOTATIONS },
      { option: 'serviceAccount.annotations', size: bytes(own.serviceAccount.annotations), most: MAX_ANNOTATIONS },
    ];
    const large = sums.filter(({ size, most }) => size > most);
    for (const { option, size, most } of large) {
      const must = `have at most ${most} bytes in total, including values from ${name} and defaults`;
      const fix = 'keep large texts in files of the image';
      report({ code: 'invalid-value', path: `${path}.${option}`, must, got: `${size} bytes`, fix });
    }
    if (large.length > 0) return;
  }
}

function bytes(texts: Texts): number {
  return Object.entries(texts).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
}
