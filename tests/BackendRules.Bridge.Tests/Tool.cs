using BackendRules.Workspaces;
using BackendRules.Workspaces.Tests;

namespace BackendRules.Bridge.Tests;

/// <summary>The tool as a shell sees it: arguments in, two streams and an exit code out.</summary>
internal sealed class Tool : IDisposable
{
    private readonly bool _owner;

    public Tool()
        : this(new Backend()) => _owner = true;

    public Tool(Backend backend) => Backend = backend;

    public Backend Backend { get; }

    /// <summary>The environment variables, which are nobody else's.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var session = new Session(output, error, Backend.Store, Backend.Folder, terminal: false, colours: false, Variables.GetValueOrDefault);
        var code = await Verbs.RunAsync(arguments, session, CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }

    public async Task<string> OkAsync(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.True(code == ExitCodes.Ok, $"{code}: {error}{output}");
        return output;
    }

    public void Dispose()
    {
        if (_owner)
            Backend.Dispose();
    }
}
