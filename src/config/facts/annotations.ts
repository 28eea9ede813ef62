import type { Finding } from '../../common/findings';
import { show } from '../../common/findings';
import type { App, AppEnvironment } from '../model';
import { member } from '../rules';

/**
 * Annotations of every object reach the ServiceAccount, the Ingress and the HTTPRoute too, and would win there over what
 * was meant for them alone.
 */
export function checkAnnotations(app: App, path: string, report: (finding: Finding) => void): void {
  const known = new Set<string>();
  for (const own of app.environments) {
    for (const [option, key, value] of ownAnnotations(own)) {
      const common = own.annotations[key];
      const place = member(`${path}.${option}`, key);
      if (common === undefined || common === value || known.has(place)) continue;
      known.add(place);
      const must = `be that of annotations, which every object gets in ${own.environment.name}, or have another key`;
      const fix = `remove it from annotations, or here`;
      report({ code: 'conflicting-options', path: place, must, got: show(value), fix });
    }
  }
}

/** Annotations of single objects, with the option that says them. */
function ownAnnotations(own: AppEnvironment): (readonly [option: string, key: string, value: string])[] {
  const places = [
    ['serviceAccount.annotations', own.serviceAccount.annotations],
    ['ingress.annotations', own.ingress?.annotations ?? {}],
    ['httpRoute.annotations', own.httpRoute?.annotations ?? {}],
  ] as const;
  return places.flatMap(([option, texts]) =>
    Object.entries(texts).map(([key, value]) => [option, key, value] as const),
  );
}
