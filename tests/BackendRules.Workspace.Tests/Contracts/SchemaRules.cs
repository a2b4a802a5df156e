namespace BackendRules.Workspaces.Tests;

/// <summary>What a change does to the database: pages of pairs, <c>destructive DS103 drop-column | part of the message</c> a line.</summary>
public sealed class SchemaRules
{
    private const string Folder = "Contracts/Schemas";

    public static IEnumerable<object[]> Pairs => ContractPage.Cases(Folder);

    [Theory, MemberData(nameof(Pairs))]
    public void A_change_is_said_as_the_page_wants(string page, int index, string heading)
    {
        var pair = ContractPage.Read(Folder, page).ElementAt(index);
        Assert.Equal(heading, pair.Heading);
        var difference = Schema.Compare(Read(pair.Before, pair.FilesBefore), Read(pair.After, pair.FilesAfter), heading.Contains("large", StringComparison.Ordinal) ? new HashSet<string> { "Orders" } : null);
        ContractPage.Match(pair.Wanted, [.. difference.Changes.Select(static change => $"{System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(change.Risk.ToString())} {change.Code ?? "-"} {change.Operation} {change.Message}")]);
        Assert.Empty(Schema.Compare(Read(pair.After, pair.FilesAfter), Read(pair.After, pair.FilesAfter)).Changes);
    }

    [Fact]
    public void A_model_survives_being_written_down()
    {
        var pair = ContractPage.Read(Folder, "Migrations.md").First();
        var model = Read(pair.After, pair.FilesAfter);
        var text = System.Text.Json.JsonSerializer.Serialize(model, Json.Compact);
        Assert.Equal(text, System.Text.Json.JsonSerializer.Serialize(System.Text.Json.JsonSerializer.Deserialize<SchemaModel>(text, Json.Compact), Json.Compact));
        Assert.NotEmpty(model.Contexts.Single().Migrations);
    }

    private static SchemaModel Read(IReadOnlyList<string> sources, IReadOnlyList<(string Path, string Text)> files)
    {
        var text = string.Join("\n", sources);
        var usings = "using Microsoft.EntityFrameworkCore.Infrastructure;\nusing Microsoft.EntityFrameworkCore.Migrations;\n";
        return Schema.Read([Sources.Page(usings + text, texts: files)]);
    }
}
