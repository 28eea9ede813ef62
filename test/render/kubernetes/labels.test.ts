import { validate } from '../../../src/config/validate';
import { commonLabels, selectorLabels } from '../../../src/render/kubernetes/labels';
import { appOf, renderOf, repositoryOf, RICH } from '../../support/render-cases';
import { kustomize, removeFolders, writeTree } from '../../support/render-disk';

afterAll(removeFolders);

const repository = repositoryOf(RICH);
const checkout = appOf(repository, 'checkout');

test('the labels that select are the name of the app and of the workload: a cluster never lets them change', () => {
  for (const workload of checkout.workloads) {
    expect(selectorLabels(checkout, workload)).toEqual({
      'app.kubernetes.io/name': 'checkout',
      'app.kubernetes.io/component': workload.name,
    });
  }
  expect(checkout.workloads.map(({ name }) => name).sort()).toEqual(['admin', 'web']);
});

test('the labels of every object name the repository, and none of those that select', () => {
  expect(commonLabels(repository)).toEqual({ 'app.kubernetes.io/part-of': 'shop' });
});

describe('the labels of the objects in a cluster', () => {
  test('are ours where the library sets them: a label of a ServiceMonitor that is among them is refused', async () => {
    const folder = writeTree(renderOf({ ...RICH, serviceMonitor: {} }).values());
    const objects = await kustomize(folder, 'apps/checkout/k8s/overlays/prod');
    const keys = new Set(objects.flatMap(({ metadata }) => Object.keys(metadata.labels ?? {})));
    expect([...keys]).toEqual(expect.arrayContaining(['environment', 'app.kubernetes.io/instance']));
    const accepted = [...keys].filter(
      (key) => validate({ ...RICH, serviceMonitor: { labels: { [key]: 'x' } } }).length === 0,
    );
    expect(accepted).toEqual([]);
  });
});
