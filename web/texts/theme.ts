/** What the page calls its own light. */
export const themeTexts = {
  label: 'Theme',
  light: 'Light',
  dark: 'Dark',
  system: 'System',
}
