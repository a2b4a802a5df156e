using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace BackendRules.Cao;

/// <summary>Where the orchestrator listens and who we are to it, as its environment variables say.</summary>
public sealed partial record CaoSettings
{
    private const string DefaultHost = "127.0.0.1";
    private const int DefaultPort = 9889;

    /// <summary>Base address of the HTTP API; <see langword="null"/> when what was configured may not be used.</summary>
    public Uri? Address { get; init; }

    /// <summary>The id of the terminal that we run in; <see langword="null"/> outside the orchestrator.</summary>
    public string? TerminalId { get; init; }

    /// <summary>The bearer token for a server with authentication; never printed.</summary>
    public string? Token { get; init; }

    /// <summary>The workflow step that we run in, where there is one.</summary>
    public WorkflowStep? Step { get; init; }

    /// <summary>The channel that the profile demands (<c>BACKENDRULES_DELIVERY</c>).</summary>
    public DeliveryChannel? Channel { get; init; }

    /// <summary>What is wrong with the configuration, in words that name the variable and never its value.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Reads the settings.</summary>
    /// <param name="variable">Gives the value of an environment variable.</param>
    /// <param name="url">An address that overrides host and port.</param>
    /// <param name="allowRemote">Whether an https address other than loopback may be used.</param>
    public static CaoSettings Read(Func<string, string?> variable, string? url = null, bool allowRemote = false)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var problems = new List<string>();
        var address = url is { Length: > 0 } ? FromUrl(url, allowRemote, problems) : FromHostAndPort(variable, allowRemote, problems);

        var terminal = variable("CAO_TERMINAL_ID");
        if (terminal is { Length: > 0 } && !IsTerminalId(terminal))
        {
            problems.Add("CAO_TERMINAL_ID is not a terminal id (8 lower-case hexadecimal digits).");
            terminal = null;
        }

        var token = variable("CAO_AUTH_LOCAL_TOKEN");
        if (token is { Length: > 0 } && !token.All(c => c is > ' ' and < '\x7f'))
        {
            problems.Add("CAO_AUTH_LOCAL_TOKEN holds characters that no bearer token has; it is not used.");
            token = null;
        }

        WorkflowStep? step = null;
        if (variable("CAO_WORKFLOW_RUN_ID") is { Length: > 0 } run && variable("CAO_WORKFLOW_STEP_ID") is { Length: > 0 } name)
        {
            step = new WorkflowStep(run, name);
        }

        return new CaoSettings
        {
            Address = address,
            TerminalId = string.IsNullOrEmpty(terminal) ? null : terminal,
            Token = string.IsNullOrEmpty(token) ? null : token,
            Step = step,
            Channel = ReadChannel(variable("BACKENDRULES_DELIVERY"), problems),
            Problems = problems,
        };
    }

    /// <summary>Whether a text is a terminal id of the orchestrator.</summary>
    public static bool IsTerminalId(string? text) => text is not null && TerminalIdPattern().IsMatch(text);

    private static Uri? FromUrl(string url, bool allowRemote, List<string> problems)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
            || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            problems.Add("The orchestrator's address is not a plain http or https address.");
            return null;
        }

        return Admit(address, allowRemote, problems);
    }

    private static Uri? FromHostAndPort(Func<string, string?> variable, bool allowRemote, List<string> problems)
    {
        var host = variable("CAO_API_HOST") is { Length: > 0 } configured ? configured.Trim() : DefaultHost;
        var port = DefaultPort;
        if (variable("CAO_API_PORT") is { Length: > 0 } text
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 65536))
        {
            problems.Add("CAO_API_PORT is not a port number.");
            return null;
        }

        // These name where a server listens, not where a client connects to.
        if (host is "0.0.0.0" or "::" or "[::]")
        {
            host = DefaultHost;
        }

        if (IPAddress.TryParse(host, out var ip) && ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            host = $"[{ip}]";
        }

        if (Uri.CheckHostName(host) == UriHostNameType.Unknown
            || !Uri.TryCreate($"http://{host}:{port.ToString(CultureInfo.InvariantCulture)}/", UriKind.Absolute, out var address))
        {
            problems.Add("CAO_API_HOST is not a host name.");
            return null;
        }

        return Admit(address, allowRemote, problems);
    }

    private static Uri? Admit(Uri address, bool allowRemote, List<string> problems)
    {
        if (!address.IsLoopback && !(allowRemote && address.Scheme == Uri.UriSchemeHttps))
        {
            problems.Add("The orchestrator's address is not this machine; a remote one has to be allowed and be https.");
            return null;
        }

        return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }

    private static DeliveryChannel? ReadChannel(string? text, List<string> problems)
    {
        switch (text)
        {
            case null or "" or "auto":
                return null;
            case "inbox":
                return DeliveryChannel.Inbox;
            case "workflow":
                return DeliveryChannel.Workflow;
            case "return":
                return DeliveryChannel.Return;
            default:
                problems.Add("BACKENDRULES_DELIVERY is none of auto, inbox, workflow, return.");
                return null;
        }
    }

    [GeneratedRegex(@"\A[a-f0-9]{8}\z")]
    private static partial Regex TerminalIdPattern();

    // Keeps the token out of logs that print the record.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Address = {Address}, TerminalId = {TerminalId}, HasToken = {Token is not null}");
        return true;
    }
}

/// <summary>The step of a workflow run that takes our output.</summary>
/// <param name="RunId">The run.</param>
/// <param name="StepId">The step.</param>
public sealed record WorkflowStep(string RunId, string StepId);
