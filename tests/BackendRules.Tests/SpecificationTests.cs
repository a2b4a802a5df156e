namespace BackendRules.Tests;

/// <summary>Every case of every specification under <c>Rules</c>. A class a family, in Families, so that families run side by side.</summary>
public abstract class SpecificationTests(Family family)
{
    public static IEnumerable<object[]> CasesOf(Family family) =>
        Pages(family).SelectMany(Case.Read).Select(static @case => new object[] { @case.ToString() });

    private static IEnumerable<string> Pages(Family family)
    {
        var folder = Path.Combine(Repository.Root, "tests", "BackendRules.Tests", "Rules");
        return Directory.Exists(folder)
            ? Directory.GetFiles(folder, $"BR{(int)family}*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [];
    }

    protected Task Run(string name) => SpecRunner.Run(Pages(family).SelectMany(Case.Read).Single(@case => @case.ToString() == name));
}
