using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR8005: code that does the work reads configuration by the text of its keys.</summary>
public sealed class ScatteredSetting : Check
{
    internal static readonly Rule Declared = new(
        "BR8005",
        nameof(ScatteredSetting),
        "Settings reach the code as typed options",
        "'{0}' reads the setting '{1}' by its key, where a wrong key or value shows only when it runs; take 'IOptions<T>' with a property for it",
        Level.Info)
    {
        Profile = ["FO2"],
    };

    private static readonly Members s_reads = new("Microsoft.Extensions.Configuration.ConfigurationBinder.GetValue");

    // Classes whose task is to put the application together.
    private static readonly string[] s_roots = ["Startup", "Program", "Module", "Extensions", "Factory", "Options", "Settings", "Setup", "Configuration", "Configurator", "Installer", "Registration", "Provider", "Initializer", "Seeder", "Builder", "Registry", "DependencyInjection"];

    public ScatteredSetting()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.Extensions.Configuration.IConfiguration");

    public override void Start(Watch watch)
    {
        watch.Call(s_reads, (context, call) => See(context, call.Arguments.FirstOrDefault()?.Value, call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "key")?.Value, call));
        watch.Operation(OperationKind.PropertyReference, context =>
        {
            var read = (IPropertyReferenceOperation)context.Operation;
            if (read is { Property: { Name: "Value", ContainingType.Name: "IConfigurationSection" }, Instance: IInvocationOperation { TargetMethod.Name: "GetSection", Arguments: [var section] } asked } && read.Parent is not IAssignmentOperation)
                See(context, asked.Instance, section.Value, read);
            if (read.Property.IsIndexer && read.Arguments.Length == 1 && read.Property.ContainingType is { Name: "IConfiguration" or "IConfigurationRoot" or "ConfigurationManager" } && read.Parent is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true } })
                See(context, read.Instance, read.Arguments[0].Value, read);
        });
    }

    private static void See(OperationAnalysisContext context, IOperation? source, IOperation? key, IOperation place)
    {
        if (key?.ConstantValue is not { HasValue: true, Value: string { Length: > 0 } text } || source is null
            || context.ContainingSymbol is not IMethodSymbol { IsStatic: false, MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation or MethodKind.PropertyGet, ContainingType: { } type } || IsRoot(type))
            return;
        // A section that is taken on the way to one of its values is part of the key.
        if (LocalValues.Bare(source) is IInvocationOperation { TargetMethod.Name: "GetSection", Instance: { } whole, Arguments: [{ Value.ConstantValue: { HasValue: true, Value: string first } }] })
            (source, text) = (whole, $"{first}:{text}");
        // The configuration that the class was given, not a section that somebody hands around.
        if (LocalValues.Bare(source) is not (IFieldReferenceOperation { Field.IsStatic: false } or IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } or IPropertyReferenceOperation { Instance: IInstanceReferenceOperation }) && !IsGivenToAction(source))
            return;
        context.ReportDiagnostic(Declared.At(place.Syntax.GetLocation(), type.Name, text));
    }

    private static bool IsGivenToAction(IOperation source) =>
        LocalValues.Bare(source) is IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol action, Type.Name: "IConfiguration" } } && EntryPoints.IsAction(action);

    private static bool IsRoot(INamedTypeSymbol type) =>
        Array.Exists(s_roots, word => type.Name.EndsWith(word, StringComparison.Ordinal)) || type.IsStatic || type.IsOrInherits("Microsoft.EntityFrameworkCore.DbContext")
        || type.AllInterfaces.Any(static contract => contract.Name is "IConfigureOptions" or "IConfigureNamedOptions" or "IDesignTimeDbContextFactory" or "IStartup" or "IHostingStartup" or "IDbConnectionFactory");
}
