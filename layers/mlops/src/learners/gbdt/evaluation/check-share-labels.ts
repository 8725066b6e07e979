import { refuseRows } from '../../refuse-rows.ts';
import type { GbdtDataset } from '../dataset.ts';

/** Refuses labels that do not say how often something is so: below 0 or above 1. */
export function checkShareLabels({ labels }: GbdtDataset, name: string): void {
  refuseRows('learner.label_out_of_range', `labels of the ${name} dataset`, 'in [0, 1]', labels, (label) => {
    return !(label >= 0 && label <= 1);
  });
}
