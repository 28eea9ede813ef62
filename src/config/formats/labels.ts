import { MAX_LABEL } from './names';
import { plain, SEAL } from './plain-text';
import { isSafeText, UNSAFE_TEXT } from './texts';
import type { Rule } from '../rule';
import { all, text } from '../rules';

/** Key of a Kubernetes label: a name with an optional DNS prefix. */
const LABEL_KEY =
  /^(?:(?=.{1,253}\/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;

/**
 * Labels that the library (`environment`, `app.kubernetes.io/…`), the cluster or Argo CD sets. Selectors, network
 * policies and Argo CD's resource tracking depend on them.
 *
 * @see https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
const TAKEN = /^(?:environment$|(?:[^/]+\.)?(?:kubernetes\.io|k8s\.io|argoproj\.io)\/)/;

/** A label to add to the library's own, which can't be changed. */
export const labelKey: Rule = all(
  text({
    must: `be the key of a Kubernetes label: a name of at most ${MAX_LABEL} characters with an optional DNS prefix and slash`,
    test: (value) => LABEL_KEY.test(value),
  }),
  text({
    must: 'not be a reserved label: environment, or a label of kubernetes.io, k8s.io or argoproj.io',
    test: (value) => !TAKEN.test(value),
    fix: () => 'choose another label',
  }),
);

export const labelValue: Rule = all(
  text({
    must: `be the value of a Kubernetes label: letters, digits and . _ -, at most ${MAX_LABEL} characters`,
    test: (value) => LABEL_VALUE.test(value),
  }),
  plain('labels', SEAL),
);

/** Maximum length of one annotation; all annotations of an object may have 256 KiB. */
const MAX_ANNOTATION = 16 * 1024;

/** Annotations that the library sets for Argo CD and Prometheus, and to restart pods. */
const TAKEN_ANNOTATION =
  /^(?:checksum\/config$|(?:[^/]+\.)?argoproj\.io\/|(?:internal\.)?config\.kubernetes\.io\/|kubectl\.kubernetes\.io\/|prometheus\.io\/)/;

/** An annotation to add to the library's own. */
export const annotationKey: Rule = all(
  text({
    must: `be the key of an annotation: a name of at most ${MAX_LABEL} characters with an optional DNS prefix and slash`,
    test: (value) => LABEL_KEY.test(value),
  }),
  text({
    must: 'not be a reserved annotation: checksum/config, or an annotation of argoproj.io, prometheus.io or kubectl',
    test: (value) => !TAKEN_ANNOTATION.test(value),
    fix: (value) =>
      value.startsWith('notifications.argoproj.io/')
        ? 'use argocd.notifications, which sets it on the Applications'
        : 'choose another annotation',
  }),
);

export const annotationValue: Rule = all(
  text({
    must: `be text of at most ${MAX_ANNOTATION} characters, without ${UNSAFE_TEXT}`,
    test: (value) => value.length <= MAX_ANNOTATION && isSafeText(value),
  }),
  plain('annotations', SEAL),
);
