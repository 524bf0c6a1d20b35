// SPDX-License-Identifier: Apache-2.0
//
// judge.mjs LIST: what the official parser says of each file that LIST names, a line each:
// `accepted<tab>FILE` or `refused<tab>FILE<tab>why`.
import { readFileSync } from 'node:fs';
import { Parser } from '@dbml/core';

const words = (e) => (e.diags ?? [e])
  .map((d) => `${d.location?.start?.line ?? '?'}: ${d.message ?? d}`)
  .slice(0, 3)
  .join(' | ')
  .replaceAll(/\s+/g, ' ');

for (const file of readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)) {
  try {
    new Parser().parse(readFileSync(file, 'utf8'), 'dbmlv2');
    console.log(`accepted\t${file}`);
  } catch (e) {
    console.log(`refused\t${file}\t${words(e)}`);
  }
}
