import { MAX_LABEL } from './names';
import { isSafeText, UNSAFE_TEXT } from './texts';
import type { Rule } from '../rules';
import { all, text } from '../rules';

/** Key of a Kubernetes label: a name, with a DNS prefix or without. */
const LABEL_KEY =
  /^(?:(?=.{1,253}\/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;

/**
 * Labels that are set by the library (`environment`, `app.kubernetes.io/…`), by the cluster or by Argo CD: selectors,
 * network policies and Argo CD's view of what is whose hang on them.
 *
 * @see https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
const TAKEN = /^(?:environment$|(?:[^/]+\.)?(?:kubernetes\.io|k8s\.io|argoproj\.io)\/)/;

/** A label that the library puts on an object besides its own, which are final. */
export const labelKey: Rule = all(
  text({
    must: `be the key of a Kubernetes label: a name of at most ${MAX_LABEL} characters, behind a DNS name and a slash or without`,
    test: (value) => LABEL_KEY.test(value),
  }),
  text({
    must: 'be a label of your own: environment and those of kubernetes.io, k8s.io and argoproj.io have their value already',
    test: (value) => !TAKEN.test(value),
    fix: () => 'remove it, or choose another label',
  }),
);

export const labelValue: Rule = text({
  must: `be the value of a Kubernetes label: letters, digits and . _ -, at most ${MAX_LABEL} characters`,
  test: (value) => LABEL_VALUE.test(value),
});

/** Longest text of one annotation here; all of an object's may have 256 KiB. */
const MAX_ANNOTATION = 16 * 1024;

/** Annotations by which the library itself speaks to Argo CD and to Prometheus, and makes pods restart. */
const TAKEN_ANNOTATION =
  /^(?:checksum\/config$|(?:[^/]+\.)?argoproj\.io\/|(?:internal\.)?config\.kubernetes\.io\/|kubectl\.kubernetes\.io\/|prometheus\.io\/)/;

/** An annotation that the library puts on an object besides its own. */
export const annotationKey: Rule = all(
  text({
    must: `be the key of an annotation: a name of at most ${MAX_LABEL} characters, behind a DNS name and a slash or without`,
    test: (value) => LABEL_KEY.test(value),
  }),
  text({
    must: 'be an annotation of your own: checksum/config and those of argoproj.io, prometheus.io and kubectl have their value already',
    test: (value) => !TAKEN_ANNOTATION.test(value),
    fix: () => 'remove it, or choose another annotation',
  }),
);

export const annotationValue: Rule = text({
  must: `be text of at most ${MAX_ANNOTATION} characters, without ${UNSAFE_TEXT}`,
  test: (value) => value.length <= MAX_ANNOTATION && isSafeText(value),
});
