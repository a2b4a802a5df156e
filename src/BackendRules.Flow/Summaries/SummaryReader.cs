using System.Globalization;
using System.Text;

namespace BackendRules.Flow;

/// <summary>Puts a summary together from the fields of its lines. Its steps are those of another project, and so nobody's here.</summary>
internal sealed class SummaryReader(string[] head)
{
    private static readonly Step[] s_nowhere = [];

    private readonly List<string> _implements = [];
    private readonly List<CallSite> _calls = [];
    private readonly List<SourceSite> _sources = [];
    private readonly List<SinkSite> _sinks = [];
    private readonly List<string> _statics = [];
    private readonly List<GuardSite> _guards = [];
    private readonly List<Proof> _proofs = [];
    private readonly List<Edge> _edges = [];

    public void Add(string[] fields)
    {
        switch (fields[0])
        {
            case "i":
                _implements.Add(fields[1]);
                break;
            case "c":
                _calls.Add(new CallSite(fields[1], fields[2] == "1", default, s_nowhere, ""));
                break;
            case "o":
                _sources.Add(new SourceSite(Mask(fields[1]), fields[2], default));
                break;
            case "k":
                _sinks.Add(new SinkSite(Mask(fields[1]), fields[2], default, fields[3]));
                break;
            case "s":
                _statics.Add(fields[1]);
                break;
            case "g":
                _guards.Add(new GuardSite(Number(fields[1]), Number(fields[2]), (Outcome)Number(fields[3]), fields[4], fields[5], Number(fields[6])));
                break;
            case "p":
                _proofs.Add(new Proof(Number(fields[1]), Mask(fields[2]), (Outcome)Number(fields[3]), fields[4], Number(fields[5])));
                break;
            case "e":
                _edges.Add(new Edge(Port(fields[1]), Port(fields[2]), Mask(fields[3]), Unescape(fields[4]), Number(fields[5]),
                    fields[6].Length == 0 ? [] : fields[6].Split('|'), s_nowhere));
                break;
        }
    }

    public BodySummary Build() => new(head[1], head[2], head[3], _implements, _calls, _sources, _sinks, [], _statics, _guards, _proofs, _edges, default, false)
    {
        IsForeign = true,
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static ulong Mask(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static Port Port(string text)
    {
        var parts = text.Split([','], 4);
        return new Port((PortKind)Number(parts[0]), Number(parts[1]), Number(parts[2]), parts[3]);
    }

    private static string Unescape(string text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                result.Append(text[i]);
                continue;
            }

            result.Append((char)int.Parse(text.Substring(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            i += 2;
        }

        return result.ToString();
    }
}
