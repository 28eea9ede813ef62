import { DEFAULT } from '../../support/render-cases';
import { manyApps, workflowOf } from '../../support/render-workflows';

test('it calls the workflow of each app of its shard', () => {
  const { on, jobs } = workflowOf({ ...DEFAULT, apps: manyApps(257) }, 'shard');
  expect(on.workflow_call).toEqual({
    inputs: { apps: { description: 'The apps, as a JSON list', required: true, type: 'string' } },
    secrets: { DOCKER_USERNAME: { required: false }, DOCKER_PASSWORD: { required: false } },
  });
  expect(jobs).toEqual({
    app: {
      name: '${{ matrix.app }}',
      permissions: { contents: 'write' },
      strategy: { 'fail-fast': false, matrix: { app: '${{ fromJSON(inputs.apps) }}' } },
      uses: './.github/workflows/app.yml',
      with: { app: '${{ matrix.app }}' },
      secrets: { DOCKER_USERNAME: '${{ secrets.DOCKER_USERNAME }}', DOCKER_PASSWORD: '${{ secrets.DOCKER_PASSWORD }}' },
    },
  });
});
