import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const categories = ['Flow', 'Climate', 'Materials', 'Medicine', 'Astronomy', 'Training'];

/** Writes so many app files into a home's Jupyter data path, with what apps of real sites say. */
export function manyApps(home: string, count: number): void {
  for (let number = 1; number <= count; number += 1) {
    const directory = join(home, 'jupyter', 'trame', `app-${number}`);
    mkdirSync(directory, { recursive: true });
    writeFileSync(
      join(directory, 'app.yml'),
      [
        `name: App ${number}`,
        `description: Shows the fields of run ${number} as slices, contours and streamlines.`,
        `category: ${categories[number % categories.length]}`,
        'tags: [vtk, time series]',
        'command: exec python main.py $INSTANCE_ARGS',
        'parameters:',
        '  - {name: iso, label: Iso value, type: number, min: 0, max: 1, default: 0.5}',
        '  - {name: solver, label: Solver, type: choice, choices: [fast, exact], default: fast}',
        '',
      ].join('\n'),
    );
  }
}
