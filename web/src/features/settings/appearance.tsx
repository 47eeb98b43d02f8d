// Light or dark, density and contrast, for this browser.
import { useSyncExternalStore } from "react";
import { Section } from "@/ui/section";
import { Segments } from "@/ui/segments";
import { appearance, type Density, onAppearance, setAppearance, type Theme } from "@/ui/theme";
import { Switch } from "@/ui/toggle";

const THEMES: readonly { value: Theme; label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

const DENSITIES: readonly { value: Density; label: string }[] = [
  { value: "comfortable", label: "Comfortable" },
  { value: "compact", label: "Compact" },
];

export function AppearanceSection() {
  const { theme, contrast, density } = useSyncExternalStore(onAppearance, appearance);
  return (
    <Section title="Appearance" description="In this browser.">
      <div className="flex max-w-md flex-col gap-5">
        <Segments<Theme>
          label="Theme"
          value={theme}
          options={THEMES}
          className="self-start"
          onChange={(value) => setAppearance({ theme: value })}
        />
        <Segments<Density>
          label="Density"
          value={density}
          options={DENSITIES}
          className="self-start"
          onChange={(value) => setAppearance({ density: value })}
        />
        <Switch
          label="High contrast"
          hint="Stronger lines and text. On by itself where the system asks for it."
          checked={contrast === "more"}
          onChange={(more) => setAppearance({ contrast: more ? "more" : "system" })}
        />
      </div>
    </Section>
  );
}
