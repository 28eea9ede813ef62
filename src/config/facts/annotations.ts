import type { Finding } from '../../common/findings';
import { show } from '../../common/findings';
import type { App, AppEnvironment } from '../model';
import { member } from '../rules';

/**
 * Annotations of all objects also apply to the ServiceAccount, Ingress and HTTPRoute, where they would override
 * annotations set for that object alone.
 */
export function checkAnnotations(app: App, path: string, report: (finding: Finding) => void): void {
  const known = new Set<string>();
  for (const own of app.environments) {
    for (const [option, key, value] of ownAnnotations(own)) {
      const common = own.annotations[key];
      const place = member(`${path}.${option}`, key);
      if (common === undefined || common === value || known.has(place)) continue;
      known.add(place);
      const must = `equal the value in annotations, which applies to every object in ${own.environment.name}, or have another key`;
      const fix = `remove it here or from annotations`;
      report({ code: 'conflicting-options', path: place, must, got: show(value), fix });
    }
  }
}

/** Annotations of single objects, with the option that sets them. */
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
