// The region a workspace is at home in, where there are several.
import { useQuery } from "@tanstack/react-query";
import { regionQuery } from "@/api/region";
import { useWorkspace } from "@/api/workspace";
import { Section } from "@/ui/section";

export function RegionSection() {
  const workspace = useWorkspace();
  const { data } = useQuery(regionQuery(workspace.id));
  if (!data?.region) return null;
  const others = data.regions.filter((region) => region !== data.region);
  return (
    <Section
      title="Region"
      description="Where everything of this workspace is kept and performed. What comes for it elsewhere is sent there."
    >
      <p className="text-sm">
        <span className="font-medium">{data.region}</span>
        {others.length > 0 && (
          <span className="text-ink-soft"> · there are also {others.join(", ")}</span>
        )}
      </p>
    </Section>
  );
}
