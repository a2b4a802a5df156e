using BackendRules.Build;

namespace BackendRules.Tests;

public sealed class GeneratedTests
{
    [Fact]
    public void Everything_generated_is_fresh()
    {
        var stale = Generated.All().Where(static file => !File.Exists(Tree.At(file.Path)) || File.ReadAllText(Tree.At(file.Path)) != file.Text).Select(static file => file.Path);
        Assert.True(!stale.Any(), "Run `dotnet run --project build -- docs`; stale: " + string.Join(", ", stale));
    }
}
