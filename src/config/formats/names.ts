import { isSafeText } from './texts';
import type { Rule } from '../rule';
import { text } from '../rules';

/** Maximum length of a name of an app, environment, workload or repository; combined names are checked separately. */
export const MAX_NAME = 40;

/** Maximum length of a DNS label (RFC 1123). */
export const MAX_LABEL = 63;

/** A DNS label as Services require it (RFC 1035), without double dashes, which some registries don't allow. */
const NAME = /^[a-z](?:-?[a-z0-9])*$/;

/** A DNS label as namespaces allow it (RFC 1123). */
const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

export const name: Rule = text({
  must: `be a DNS label: lower-case letters, digits and single dashes, beginning with a letter, at most ${MAX_NAME} characters`,
  test: (value) => NAME.test(value) && value.length <= MAX_NAME,
  fix: (value) => {
    const better = asName(value);
    return better ? `use '${better}'` : undefined;
  },
});

export const namespace: Rule = text({
  must: `be the name of a namespace: lower-case letters, digits and dashes, at most ${MAX_LABEL} characters`,
  test: (value) => NAMESPACE.test(value) && value.length <= MAX_LABEL,
});

/** What was deployed: a name, or a name and the place that it leaves. */
const DEPLOYED = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?|argocd\.namespace(?=@))(?:@[\w.:/@[\]~%-]{1,300})?$/;

export const deployedName: Rule = text({
  must: "be the name of an app, an environment, or an Application, or what it leaves, such as 'prod@old-namespace'",
  test: (value) => DEPLOYED.test(value),
});

/** Maximum length of a reason. */
const MAX_REASON = 200;

export const removalReason: Rule = text({
  must: `be a reason: one line of at most ${MAX_REASON} characters, without control characters and unpaired surrogates`,
  test: (value) => value.trim() !== '' && !/[\t\n]/.test(value) && value.length <= MAX_REASON && isSafeText(value),
});

/** The nearest valid name, if there is one. */
export function asName(value: string): string | undefined {
  const result = value
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, MAX_NAME)
    .replace(/-+$/, '');
  return result === '' ? undefined : result;
}
