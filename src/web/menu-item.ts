import type { IconName } from './icons.ts';

/** An entry of a menu. */
export interface MenuItem {
  id: string;
  label: string;
  /** A second line. */
  detail?: string;
  icon?: IconName;
  /** What choosing it downloads, relative to the page. */
  download?: string;
  /** A line above it sets it apart from those before. */
  apart?: boolean;
}
