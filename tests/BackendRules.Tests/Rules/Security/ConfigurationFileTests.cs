namespace BackendRules.Tests;

/// <summary>Files that nobody should have named so: skipped, without an exception.</summary>
public sealed class ConfigurationFileTests
{
    private static readonly string[] s_names =
        ["appsettings.json", "web.config", ".env", "Dockerfile", "docker-compose.yml", "main.tf", "launchSettings.json", "NuGet.config", "secret.yaml"];

    public static TheoryData<string> Names => [.. s_names];

    [Theory, MemberData(nameof(Names))]
    public void Cut_anywhere_a_file_is_read_without_an_exception(string name)
    {
        const string text = "{ \"a\": [ { \"Password\": \"x\\u00e4y\", /* c */ }, ] } // c\n<a b='c'><add key=\"Password\" value='d&amp;e' /></a>\nENV A=b \"C\n- K=v\nx: |\n  y\nvariable \"p\" {\n default = \"v\"\n}\n'";
        var file = ConfigurationFile.Of("/shop/" + name)!;
        for (var from = 0; from < text.Length; from += 3)
        {
            for (var length = 0; length <= text.Length - from; length += 7)
            {
                var part = text.Substring(from, length);
                foreach (var entry in file.Read(part))
                    Assert.InRange(entry.Start + entry.Length, 0, part.Length);
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Data_is_not_configuration(string name)
    {
        var file = ConfigurationFile.Of(name)!;
        Assert.Empty(file.Read("Password=\0\0secret"));
        Assert.Empty(file.Read(new string('[', 60_000)));
        Assert.Empty(file.Read("{\"Password\":\"tr0ub4dor\"}".PadLeft(2_100_000)));
        Assert.All(file.Read("\uFEFF\uFFFD\uFFFD\u0001"), static entry => Assert.Equal("", entry.Value));
    }

    [Fact]
    public void Places_are_exact_with_any_line_end_and_mark()
    {
        foreach (var end in new[] { "\n", "\r\n" })
        {
            foreach (var mark in new[] { "", "\uFEFF" })
            {
                Place("appsettings.json", $"{mark}{{{end}  \"Password\": \"secret-1\"{end}}}{end}");
                Place("web.config", $"{mark}<a>{end}  <add key=\"x\"{end}  value=\"secret-1\" />{end}</a>");
                Place(".env", $"A=b{end}PASSWORD=secret-1{end}");
            }
        }
    }

    private static void Place(string name, string text)
    {
        var entry = ConfigurationFile.Of(name)!.Read(text).Single(static e => e.Value == "secret-1");
        Assert.Equal("secret-1", text.Substring(entry.Start, entry.Length));
    }
}
