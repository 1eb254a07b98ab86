import {
  applyJupyterTheme,
  baseHeightMultiplier,
  jpButton,
  jpCheckbox,
  jpTextField,
  provideJupyterDesignSystem,
} from '@jupyter/web-components';

/**
 * Registers those of JupyterLab's controls that the page uses (each one weighs on the first visit) and colours them by
 * the --jp- variables in force, now and whenever the system changes between light and dark.
 */
export function registerJupyterControls(): void {
  // Jupyter's dialogs and forms have buttons of 32 px: 8 × 4.
  baseHeightMultiplier.setValueFor(document.body, 8);
  provideJupyterDesignSystem().register(jpButton(), jpCheckbox(), jpTextField());
  applyJupyterTheme();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', applyJupyterTheme);
}
