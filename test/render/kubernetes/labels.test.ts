import { commonLabels, selectorLabels } from '../../../src/render/kubernetes/labels';
import { appOf, repositoryOf, RICH } from '../../support/render-cases';

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
