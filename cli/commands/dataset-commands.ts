import type { Command } from 'commander';
import { addCreateDataset } from './datasets/create-dataset.ts';
import { addDiffVersions } from './datasets/diff-versions.ts';
import { addExportRows } from './datasets/export-rows.ts';
import { addInspectFile } from './datasets/inspect-file.ts';
import { addListDatasets } from './datasets/list-datasets.ts';
import { addListVersions } from './datasets/list-versions.ts';
import { addReadRows } from './datasets/read-rows.ts';
import { addShowDataset } from './datasets/show-dataset.ts';
import { addShowFreshness } from './datasets/show-freshness.ts';
import { addUploadRows } from './datasets/upload-rows.ts';

/** `optaic datasets …`: one file a command. */
export function addDatasetCommands(program: Command): void {
  const datasets = program
    .command('datasets')
    .description('datasets and their versions: inspect, create, upload, read');
  for (const add of [
    addListDatasets,
    addShowDataset,
    addListVersions,
    addInspectFile,
    addCreateDataset,
    addUploadRows,
    addReadRows,
    addExportRows,
    addDiffVersions,
    addShowFreshness,
  ]) {
    add(datasets);
  }
}
