import fc from 'fast-check';
import { parseObjects } from '../../../src/checks/validation/builds';
import { inKustomizeOrder } from '../../../src/checks/validation/kustomize-order';
import { inFolder } from '../../support/config-folder';
import { kustomize } from '../../support/config-kustomize';

const TYPES = [
  ['v1', 'Namespace'],
  ['acme.example/v1', 'Namespace'],
  ['v1', 'Service'],
  ['serving.knative.dev/v1', 'Service'],
  ['v1', 'ConfigMap'],
  ['v1', 'ServiceAccount'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['batch/v1', 'Job'],
  ['batch/v1', 'CronJob'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['bitnami.com/v1alpha1', 'SealedSecret'],
  ['admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration'],
  ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'],
] as const;

test('objects of any kinds, names, and namespaces have the order in which the real kustomize prints them', () => {
  const object = fc.record({
    type: fc.constantFrom(...TYPES),
    name: fc.constantFrom('a', 'a-b', 'b', 'z', 'A0'),
    namespace: fc.constantFrom(undefined, 'a', 'zz'),
  });
  // An object without a namespace is the same as the one in the namespace "default"; some kinds have none at all.
  const isGlobal = ({ type: [, kind] }: { readonly type: readonly string[] }): boolean =>
    /^Namespace|Webhook/.test(kind);
  const selector = (one: { readonly type: readonly string[]; name: string; namespace?: string }): string =>
    [...one.type, one.name, isGlobal(one) ? '' : one.namespace].join(' ');
  const list = fc.uniqueArray(object, { selector, minLength: 10, maxLength: 60 });
  fc.assert(
    fc.property(list, (entries) => {
      const documents = entries.map(({ type: [apiVersion, kind], name, namespace }) =>
        JSON.stringify({ apiVersion, kind, metadata: { name, namespace } }),
      );
      const files = { 'kustomization.yaml': 'resources: [all.yaml]\n', 'all.yaml': documents.join('\n---\n') };
      const built = parseObjects(inFolder(files, (root) => kustomize(root, 'build', '.')));
      const given = documents.map((text) => JSON.parse(text) as (typeof built)[number]);
      expect(inKustomizeOrder(given)).toEqual(built);
    }),
    { numRuns: 20 },
  );
});
