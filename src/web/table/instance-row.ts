import { html, type TemplateResult } from 'lit';
import type { Instance } from '../../domain/instance.ts';
import type { Actions } from '../actions.ts';
import { numeral } from '../texts/counted.ts';
import { tableTexts as words } from '../texts/table.ts';
import '../components/tm-elapsed.ts';
import '../components/tm-instance-actions.ts';
import '../components/tm-instance-name.ts';
import '../components/tm-state-badge.ts';
import { formatBytes, formatMoment, formatPercent } from '../format.ts';
import { serverClock } from '../server-clock.ts';

/** What a row needs beside its instance. */
export interface RowContext {
  actions: Actions;
  isSelected: boolean;
  /** It was just launched. */
  isFresh: boolean;
  /** Its name is a field. */
  isRenaming: boolean;
  /** `range`: up to the row that was ticked last. */
  onTick: (id: string, ticked: boolean, range: boolean) => void;
  onRename: (id: string) => void;
  /** See TmInstanceName. */
  onNameLeft: () => void;
  onNameDone: () => void;
}

/** One instance as a row of the table; its cells are in the order of `columnNames`. */
export function renderRow(instance: Instance, context: RowContext): TemplateResult {
  const { id, app_name, state, state_reason, host, usage, viewers } = instance;
  const { actions, isSelected, isFresh } = context;
  return html`<tr data-testid="row" data-id=${id} data-state=${state} class=${`${isSelected ? 'selected' : ''} ${isFresh ? 'fresh' : ''}`}>
    <td class="tick">${renderTick(instance, context)}</td>
    <th scope="row">${renderName(instance, context)}<span class="app muted">${app_name}</span></th>
    <td class="state" title=${state_reason ?? ''}><tm-state-badge .state=${state}></tm-state-badge></td>
    <td class="started">${renderMoment(instance.started_at)}</td>
    <td class="ended">${renderMoment(instance.ended_at)}</td>
    <td class="host">${host || words.unknown}</td>
    <td class="cpu number">${usage === null ? words.unknown : formatPercent(usage.cpu_percent)}</td>
    <td class="memory number">${usage === null ? words.unknown : formatBytes(usage.memory_bytes)}</td>
    <td class="viewers number">${numeral(viewers)}</td>
    <td class="actions"><tm-instance-actions compact .instance=${instance} .actions=${actions} @rename=${() => context.onRename(id)}></tm-instance-actions></td>
  </tr>`;
}

function renderName(instance: Instance, { actions, isRenaming, onNameLeft, onNameDone }: RowContext) {
  if (!isRenaming) return html`<span class="name" title=${instance.name}>${instance.name}</span>`;
  return html`<tm-instance-name alone class="name" .instance=${instance} .actions=${actions} @left=${onNameLeft} @done=${onNameDone}></tm-instance-name>`;
}

function renderTick({ id, name }: Instance, { isSelected, onTick }: RowContext) {
  let withShift = false;
  // A click beside the box comes twice, the second time at the box and, in some browsers, without the key.
  const onClick = (event: MouseEvent) => {
    const box = event.target as HTMLInputElement;
    if (box.localName === 'input') onTick(id, box.checked, event.shiftKey || withShift);
    withShift = box.localName !== 'input' && event.shiftKey;
  };
  // Otherwise the text between the two rows would be marked.
  const onDown = (event: MouseEvent) => event.shiftKey && event.preventDefault();
  return html`<label @click=${onClick} @mousedown=${onDown}><input type="checkbox" data-testid="tick" aria-label=${words.select(name)} .checked=${isSelected}></label>`;
}

function renderMoment(iso: string | null) {
  if (iso === null) return words.unknown;
  return html`<span title=${formatMoment(iso, serverClock.nowMs())}><tm-elapsed .since=${iso} .phrase=${words.ago}></tm-elapsed></span>`;
}
