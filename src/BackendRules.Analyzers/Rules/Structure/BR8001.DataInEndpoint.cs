using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR8001: an endpoint goes to the database itself, in an application whose endpoints go through services.</summary>
public sealed class DataInEndpoint : Check
{
    internal static readonly Rule Declared = new(
        "BR8001",
        nameof(DataInEndpoint),
        "Endpoints leave data access to the layer that has it",
        "'{0}' uses '{1}' itself, where {2} of the {3} endpoints go through a service; move the access to one",
        Level.Info)
    {
        Profile = ["FO1", "FO5"],
        EndOnly = true,
    };

    private static readonly DiagnosticDescriptor s_never = Declared.Saying("'{0}' uses '{1}' itself, which this code base doesn't allow; move the access to a service");

    private static readonly Option<string> s_allowed = Option.OneOf("data_in_endpoints", "majority", "Whether endpoints may use a database themselves: 'majority' follows what most endpoints do.", "majority", "never", "always");

    private const int Fewest = 5;

    private static readonly string[] s_data =
    [
        "Microsoft.EntityFrameworkCore.DbContext", "Microsoft.EntityFrameworkCore.IDbContextFactory`1", "System.Data.IDbConnection", "System.Data.Common.DbDataSource", "MongoDB.Driver.IMongoDatabase",
        "MongoDB.Driver.IMongoCollection`1", "MongoDB.Driver.IMongoClient",
    ];

    private static readonly TypeTrait s_isData = new(static type => Array.Exists(s_data, type.IsOrInherits));

    private static readonly string[] s_mediators = ["MediatR.ISender", "MediatR.IMediator", "Mediator.ISender", "Mediator.IMediator", "Wolverine.IMessageBus"];

    public DataInEndpoint()
        : base(Declared)
    {
    }

    public override ImmutableArray<Option> Options => ImmutableArray.Create<Option>(s_allowed);

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Http.HttpContext");

    public override void Start(Watch watch)
    {
        var found = new ConcurrentBag<(string Name, IOperation? Data)>();
        Handlers.Watch(watch, handler =>
        {
            IOperation? data = null;
            var service = false;
            foreach (var inner in handler.Body.Descendants())
            {
                if (inner is not (IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation) || inner.Type is not INamedTypeSymbol type)
                    continue;
                if (s_isData.Holds(type))
                    data ??= IsProbe(inner) || EnvironmentGate.Covers(inner) ? null : inner;
                else
                    service |= IsService(inner, type);
            }

            if (data is not null || service)
                found.Add((handler.Name, data));
        });
        watch.End(context =>
        {
            var all = found.ToArray();
            var layered = all.Count(static one => one.Data is null);
            foreach (var (name, data) in all)
            {
                if (data is null)
                    continue;
                var rule = s_allowed.In(context.Options, data.Syntax.SyntaxTree) switch
                {
                    "never" => s_never,
                    "majority" when all.Length >= Fewest && layered * 10 >= all.Length * 6 => Declared.Descriptor,
                    _ => null,
                };
                if (rule is not null)
                    context.ReportDiagnostic(Diagnostic.Create(rule, data.Syntax.GetLocation(), name, data.Type!.Name, layered, all.Length));
            }
        });
    }

    /// <summary>Whether it only asks if the database answers.</summary>
    private static bool IsProbe(IOperation context) =>
        context.Parent is IPropertyReferenceOperation { Property.Name: "Database", Parent: IInvocationOperation { TargetMethod.Name: "CanConnect" or "CanConnectAsync" } };

    /// <summary>An object of this solution that is called, and that isn't data: an interface, or a class whose constructor takes something.</summary>
    private static bool IsService(IOperation reference, INamedTypeSymbol type)
    {
        if (reference.Parent is not IInvocationOperation call || call.Instance != reference)
            return false;
        if (Array.Exists(s_mediators, name => type.IsOrInherits(name)))
            return true;
        return type.ContainingNamespace is { } space && !IsFrameworks(space) && (type.TypeKind == TypeKind.Interface || !type.IsRecord && type.InstanceConstructors.Any(static constructor => constructor.Parameters.Any(static parameter => parameter.Type.TypeKind is TypeKind.Interface or TypeKind.Class && parameter.Type.SpecialType == SpecialType.None)));
    }

    private static bool IsFrameworks(INamespaceSymbol space) =>
        space.Root() is "System" or "Microsoft" or "AutoMapper" or "FluentValidation" or "Mapster" or "Serilog";
}
