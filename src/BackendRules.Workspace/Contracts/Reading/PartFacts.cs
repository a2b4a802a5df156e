using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>What the bodies of one project say, collected in one walk.</summary>
internal sealed class PartFacts
{
    private PartFacts(CodePart part, EndpointInventory inventory, WireSettingsReader wire, HubCalls hubs, BrokerCalls brokers, MannersReader manners, PolicyReader policies, BoundaryReader boundaries, SafeguardReader safeguards, UnreadCode unread)
    {
        Safeguards = safeguards;
        Boundaries = boundaries;
        Unread = unread;
        Manners = manners;
        Policies = policies;
        Hubs = hubs;
        Brokers = brokers;
        Part = part;
        Inventory = inventory;
        Wire = wire;
    }

    public CodePart Part { get; }

    public EndpointInventory Inventory { get; }

    public WireSettingsReader Wire { get; }

    public HubCalls Hubs { get; }

    public BrokerCalls Brokers { get; }

    public MannersReader Manners { get; }

    public PolicyReader Policies { get; }

    public BoundaryReader Boundaries { get; }

    public SafeguardReader Safeguards { get; }

    public UnreadCode Unread { get; }

    public static PartFacts Of(CodePart part, CancellationToken cancellation)
    {
        var watch = new Watch(part.Compilation, MarkupFile.With(part), cancellation);
        var facts = new PartFacts(part, EndpointInventory.Of(watch), WireSettingsReader.Of(watch), HubCalls.Of(watch), BrokerCalls.Of(watch), MannersReader.Of(watch), PolicyReader.Of(watch), BoundaryReader.Of(watch, part.Name), SafeguardReader.Of(watch, part.Name), UnreadCode.Of(watch, part));
        BodyWalk.Show(part, watch, cancellation);
        return facts;
    }

    /// <summary>The model of a node, where it belongs to this project.</summary>
    public SemanticModel? Model(SyntaxNode node) => Part.Compilation.ContainsSyntaxTree(node.SyntaxTree) ? Part.Compilation.GetSemanticModel(node.SyntaxTree) : null;
}
