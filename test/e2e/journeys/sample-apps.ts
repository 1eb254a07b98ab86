import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/python-environment.ts';
import { writeWebApp } from './bed.ts';

/** An app as a site has it: with an icon, a description, and a parameter of each sort. */
const turbine = `name: Turbine flow
description: Stream lines and pressure on the blades of one run
icon: icon.svg
category: Simulation
tags: [cfd, vtk]
environment: {OMP_NUM_THREADS: 4}
data_directory: required
parameters:
  - {name: reynolds, label: Reynolds number, type: integer, min: 100, max: 100000, default: 5000, help: Of the chord length}
  - {name: solver, label: Solver, type: choice, choices: [fast, exact], default: fast}
  - {name: mesh, label: Mesh, type: file, default: ""}
`;

const others: [id: string, name: string, category: string, description: string, icon: string][] = [
  ['wing', 'Wing pressure', 'Simulation', 'Pressure along a wing, for several angles', 'plate'],
  ['ice', 'Sea ice', 'Climate', 'How thick the ice is, month by month', 'isosurfaces'],
  ['ocean', 'Ocean currents', 'Climate', 'Currents near the surface', 'paraview-remote'],
  ['runs', 'Run table', 'Tools', 'Parameters and results of all runs', 'datasette'],
  ['notes', 'Lab notes', 'Tools', 'Notebooks of the group as pages', 'voila'],
  ['neurons', 'Neuron viewer', 'Visualization', 'Cells and their connections', 'nest-desktop'],
  ['volume', 'Volume slicer', 'Visualization', 'Slices through CT scans', 'dashboard'],
];

/** Writes eight apps of four categories to where users keep theirs. */
export function writeSampleApps(home: string): void {
  writeWebApp(home, 'turbine', turbine);
  copyIcon(home, 'turbine', 'xpra');
  for (const [id, name, category, description, icon] of others) {
    const words = `name: ${name}\ncategory: ${category}\ndescription: ${description}\n`;
    writeWebApp(home, id, `${words}icon: icon.svg\ndata_directory: none\n`);
    copyIcon(home, id, icon);
  }
}

function copyIcon(home: string, id: string, example: string): void {
  copyFileSync(join(root, 'examples', example, 'icon.svg'), join(home, 'data', 'trame', id, 'icon.svg'));
}
