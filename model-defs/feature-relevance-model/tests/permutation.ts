import { createRandom, type DefinitionTest } from '@optaic/mlops/base';
import { clusterFeatures } from '../training/cluster-features.ts';
import { permuteWithinDates, withPermutedColumns } from '../training/permute-within-dates.ts';
import { plantedFeatures } from './planted-features.ts';

export const permutationTests: readonly DefinitionTest[] = [
  {
    name: 'a permutation keeps the values of every date, and permutes a cluster as one',
    run({ random, assert }) {
      const { rows, features, decisionTime } = plantedFeatures(random, { dates: 5, noiseFeatures: 2, strength: 0.5 });
      const order = permuteWithinDates(decisionTime, createRandom(1));

      const moved = withPermutedColumns(features, rows, [0, 2], order);

      const perDate = 12;
      for (let start = 0; start < rows; start += perDate) {
        const sorted = (values: Float32Array, column: number) =>
          values
            .slice(column * rows + start, column * rows + start + perDate)
            .sort()
            .join();
        for (const column of [0, 1, 2]) {
          assert(
            sorted(moved, column) === sorted(features, column),
            `column ${column} has other values at row ${start}`,
          );
        }
      }
      for (let row = 0; row < rows; row++) {
        assert(
          moved[row] === features[order[row]] && moved[2 * rows + row] === features[2 * rows + order[row]],
          'torn apart',
        );
        assert(moved[rows + row] === features[rows + row], 'another column moved');
      }
      assert(
        order.some((from, row) => from !== row),
        'nothing moved',
      );
    },
  },
  {
    name: 'features of a high rank correlation are one cluster, whatever their sign',
    run({ random, assert }) {
      const panel = plantedFeatures(random, { dates: 40, noiseFeatures: 3, strength: 0.5, hasCopy: true });
      const opposed = { ...panel, features: panel.features.map((value, i) => (i < 3 * panel.rows ? -value : value)) };

      assert(clusterFeatures(panel, 0.7).join() === '0,1,2,2,3', `clusters are ${clusterFeatures(panel, 0.7).join()}`);
      assert(clusterFeatures(opposed, 0.7).join() === '0,1,2,2,3', 'an opposite is no cluster');
      assert(clusterFeatures(panel, 0.999).join() === '0,1,2,3,4', 'all are one cluster');
    },
  },
];
