using BackendRules.Workspaces;

namespace BackendRules.Bridge.Tests;

/// <summary>Source around a finding: no secret that any finding of the run marks is printed.</summary>
public sealed class ExcerptTests : IDisposable
{
    private const string Source = """
        var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, _, _, _) => true,
            Credentials = new NetworkCredential("shop", "Autumn-2026-carrier"),
        };
        """;

    private static readonly Place s_secret = new("Client.cs", 4, 49, 4, 70);

    private readonly string _folder = Directory.CreateTempSubdirectory("excerpts").FullName;

    public ExcerptTests() => File.WriteAllText(Path.Combine(_folder, "Client.cs"), Source);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_neighbour_that_is_a_secret_is_covered()
    {
        var lines = Read("BR2009", new Place("Client.cs", 3, 49, 3, 69), 2);
        Assert.Equal(5, lines.Count);
        Assert.Contains("=> true", lines[2].Text, StringComparison.Ordinal);
        Assert.Equal("    Credentials = new NetworkCredential(\"shop\", *********************),", lines[3].Text);
    }

    [Fact]
    public void A_step_is_told_in_its_own_words_and_a_secret_is_covered_there_too()
    {
        var excerpts = new Excerpts(new Confinement(_folder), [s_secret]);
        Assert.Equal("ServerCertificateCustomValidationCallback", excerpts.Words("BR1001", new Place("Client.cs", 3, 5, 3, 46)));
        Assert.Equal("NetworkCredential(\"shop\", *********************)", excerpts.Words("BR1001", new Place("Client.cs", 4, 23, 4, 71)));
        Assert.Equal("new HttpClientHandler", excerpts.Words("BR1001", new Place("Client.cs", 1, 15, 5, 2)));
        Assert.Equal("", excerpts.Words("BR1001", new Place("Client.cs", 40, 1, 40, 2)));
        Assert.Equal("", excerpts.Words("BR1001", new Place("Gone.cs", 1, 1, 1, 2)));
    }

    [Fact]
    public void A_secret_stands_alone_and_covered()
    {
        var line = Assert.Single(Read("BR2002", s_secret, 2));
        Assert.Equal("    Credentials = new NetworkCredential(\"shop\", *********************),", line.Text);
        Assert.Equal((48, 21), (line.Before, line.Marked));
    }

    [Fact]
    public void What_no_finding_marks_is_shown()
    {
        var lines = new Excerpts(new Confinement(_folder), []).Read("BR2009", new Place("Client.cs", 3, 49, 3, 69), 1);
        Assert.Contains("\"shop\", \"Autumn", lines[2].Text, StringComparison.Ordinal);
    }

    private IReadOnlyList<ExcerptLine> Read(string ruleId, Place place, int around) =>
        new Excerpts(new Confinement(_folder), [s_secret, s_secret with { File = "Other.cs", Line = 3, EndLine = 3 }]).Read(ruleId, place, around);
}
