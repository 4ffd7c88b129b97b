"""The design system: layouts, components, forms, lists, charts and the gallery that shows them all."""
