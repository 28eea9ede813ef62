/**
 * The closed set of rules and what each finds. S1 to S13 are defects of the repository that this library replaces; the
 * file of each rule in `rules/` describes its origin.
 */
export const RULES = {
  'generated-file': 'a generated file that differs from .projenrc.ts',
  'type-error': 'a TypeScript error in .projenrc.ts or its imports',
  'held-application': 'an Application released but not built, or built before its release',
  yaml: 'YAML that does not parse or has a duplicate key',
  'merge-conflict': 'an unresolved merge conflict',
  build: 'a kustomization that fails to build',
  'kustomize-warning': 'a kustomize warning',
  schema: 'an object that the API server would reject',
  'plaintext-secret': 'a plaintext Secret in the repository',
  'sealed-secret': 'a sealed secret that cannot be decrypted, is not used, or restarts no pods',
  'unlisted-manifest': 'a manifest that no kustomization lists',
  'not-permitted': 'an object, namespace, or repository that an AppProject does not allow',
  'blocked-ingress': 'an Ingress or HTTPRoute whose controller no NetworkPolicy admits',
  'pod-security': 'a pod that the Pod Security label of its namespace refuses',
  selector: 'a selector that does not fit the pods it is for',
  'released-image': 'an image that a release sets and no container runs',
  'duplicate-object': 'one object twice in a build',
  'missing-program': 'a command or callable whose module, file, or tool is not in the image',
  'outdated-lock': 'a lock that does not fit what lists the packages',
  'S1-placeholder': 'a leftover placeholder',
  'S2-duplicate-application': 'an Application defined twice',
  'S3-missing-resource': 'a missing file of a kustomization or Application',
  'S4-check-always-fails': 'a check that always fails',
  'S5-missing-file': 'a missing file that an app, document, or script needs',
  'S6-mutable-tag': 'a mutable image tag in production, or set by CI',
  'S7-not-canonical': 'a file that kustomize edit set image would rewrite',
  'S8-no-promotion': 'a production deployment without a promotion, or an image that no workflow publishes',
  'S9-shared-object': 'an object that several Applications own',
  'S10-broken-reference': 'a reference to a ConfigMap or Secret outside the build',
  'S11-cannot-fail': 'a check that cannot fail, or a release that can be lost',
  'S12-cannot-start': 'a container that cannot start or cannot be reached',
  'S13-deprecated-field': 'a deprecated kustomize field',
} as const;

export type RuleName = keyof typeof RULES;
