import { createSyntheticDataset } from '../src/sources/catalogue/importDataset.ts';
import { SYNTHETIC_ES, SYNTHETIC_ES_EDGE } from '../src/sources/synthetic/index.ts';

/**
 * Writes the manifests of the embedded datasets anew. To be run when the synthetic market changes on purpose: until then
 * loading them fails, since the generator no longer makes the rows that the manifests pin.
 */
const EMBEDDED = [
  {
    name: 'synthetic-es',
    generator: SYNTHETIC_ES,
    about:
      'Synthetic: a martingale by construction, whatever the volume does. It shows the tool and says nothing about ES.',
  },
  {
    name: 'synthetic-es-edge',
    generator: SYNTHETIC_ES_EDGE,
    about:
      'Synthetic, with a planted edge: the price drifts in the direction of each qualifying cluster. It shows what a true edge ' +
      'looks like and says nothing about ES.',
  },
];

for (const dataset of EMBEDDED) {
  const { manifest } = await createSyntheticDataset({
    ...dataset,
    directory: 'datasets',
    isOverwriting: true,
  });
  process.stdout.write(`${manifest.name}: ${manifest.rows} rows, ${manifest.digest}\n`);
}
