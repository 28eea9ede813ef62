/**
 * The closed set of rules, each with what it finds. S1 to S13 are the defects that the repository had which this
 * library replaces; the rule of each is a file of `rules/` and says where it comes from.
 */
export const RULES = {
  'generated-file': 'a generated file that is not what .projenrc.ts says',
  'type-error': 'a line of .projenrc.ts, or of what it imports, that TypeScript refuses',
  'held-application': 'an Application that is released and not built, or held back and built',
  yaml: 'YAML that does not parse, or says a key twice',
  'merge-conflict': 'a conflict of a merge that nobody resolved',
  build: 'a kustomization that kustomize does not build',
  'kustomize-warning': 'a warning of kustomize',
  schema: 'an object that the API server would refuse',
  'plaintext-secret': 'a Secret that everyone with access to the repository can read',
  'sealed-secret': 'a sealed secret that cannot be opened, that nobody reads, or that restarts no pods',
  'unlisted-manifest': 'a manifest that reaches no cluster, because no kustomization lists it',
  'S1-placeholder': 'a placeholder that nobody replaced',
  'S2-duplicate-application': 'one Application, defined in two places',
  'S3-missing-resource': 'what a kustomization or an Application lists is not there',
  'S4-check-always-fails': 'a check that fails whatever the repository holds',
  'S5-missing-file': 'a file that an app needs, or that a document or script names, is not there',
  'S6-mutable-tag': 'a tag that moves, in production or set by CI',
  'S7-not-canonical': 'a file that kustomize edit set image would rewrite',
  'S8-no-promotion': 'an environment that is deployed to without a promotion, or whose image nothing publishes',
  'S9-shared-object': 'one object that several Applications own',
  'S10-broken-reference': 'a reference to a ConfigMap or Secret that is not in the build',
  'S11-cannot-fail': 'a check that cannot fail, or a release that can be lost',
  'S12-cannot-start': 'a container that does not start, or is not reached',
  'S13-deprecated-field': 'a field that kustomize has deprecated',
} as const;

export type Rule = keyof typeof RULES;
