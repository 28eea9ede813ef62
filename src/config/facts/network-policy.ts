import type { Finding } from '../../common/findings';
import { show } from '../../common/findings';
import { isRecord } from '../../common/records';

/** Checks that the fields of a network policy fit together. */
export function checkNetworkPolicy(policy: unknown, path: string, report: (finding: Finding) => void): void {
  if (!isRecord(policy) || !Array.isArray(policy.egress)) return;
  if (policy.openEgress === true) {
    const must = 'be left out if openEgress is true, which already allows everything';
    const fix = 'remove egress, or openEgress';
    report({ code: 'invalid-value', path: `${path}.egress`, must, got: show(policy.egress), fix });
  }
  policy.egress.forEach((entry: unknown, index) => {
    // Pods of a namespace have no fixed addresses, so a destination can't have both.
    if (!isRecord(entry) || (entry.namespace === undefined) !== (entry.cidr === undefined)) return;
    const must = 'have either namespace or cidr';
    const fix = entry.namespace === undefined ? 'add one of them' : 'split it into two entries';
    report({ code: 'invalid-value', path: `${path}.egress[${index}]`, must, got: show(entry), fix });
  });
}
