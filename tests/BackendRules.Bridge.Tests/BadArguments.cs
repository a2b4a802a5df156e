using System.Text.Json;
using BackendRules.Workspaces.Tests;

namespace BackendRules.Bridge.Tests;

/// <summary>Every argument of every tool: unknown, of a wrong type, too long, out of range. Each is refused by name before anything is done.</summary>
public sealed class BadArguments : IDisposable
{
    private readonly Backend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Fact]
    public async Task Are_refused_by_name_whatever_the_tool()
    {
        await using var agent = await Agent.StartAsync(_backend);
        var refused = 0;
        foreach (var tool in await agent.Client.ListToolsAsync())
        {
            var schema = tool.ProtocolTool.InputSchema;
            await RefusedAsync(tool.Name, "colour", "unknown_argument", "red");
            foreach (var property in schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToList() : [])
            {
                foreach (var wrong in Wrong(property.Value))
                    await RefusedAsync(tool.Name, property.Name, "invalid_argument", wrong);
            }

            foreach (var required in schema.TryGetProperty("required", out var names) ? names.EnumerateArray().ToList() : [])
                Assert.Contains(required.GetString()!, (await agent.ErrorAsync(tool.Name)).GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        Assert.True(refused > 100, $"only {refused} were tried");

        async Task RefusedAsync(string tool, string argument, string code, object value)
        {
            var error = await agent.ErrorAsync(tool, new Dictionary<string, object> { [argument] = value });
            Assert.Equal((tool, argument, code), (tool, argument, error.GetProperty("code").GetString()));
            Assert.Contains($"'{argument}'", error.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.InRange(error.GetRawText().Length, 1, 1_000);
            refused++;
        }
    }

    private static IEnumerable<object> Wrong(JsonElement schema)
    {
        var type = schema.TryGetProperty("type", out var named) ? named.ValueKind == JsonValueKind.String ? [named.GetString()!] : named.EnumerateArray().Select(static t => t.GetString()!).ToArray() : [];
        yield return new { nothing = "such" };
        if (type.Contains("string") || schema.TryGetProperty("enum", out _))
        {
            yield return 7;
            yield return new string('x', 100_000);
            yield return "a\0b";
        }

        if (type.Contains("boolean"))
            yield return "yes";
        if (type.Contains("integer"))
        {
            yield return "ten";
            yield return 1.5;
            yield return 1_000_000_000;
            yield return -1;
        }

        if (type.Contains("array"))
        {
            yield return "one";
            yield return new object[] { 7 };
            yield return Enumerable.Repeat("x", 10_000).ToArray();
        }
    }
}
